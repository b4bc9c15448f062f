import { existsSync, readFileSync } from 'node:fs'
import * as pulumi from '@pulumi/pulumi'
import { type Config, defaultConfig, parseConfig, type School } from '@rollcall/core'
import { takesTokens } from '@rollcall/supabase'
import { z } from 'zod'

const text = z.string().min(1, 'is empty')
const cidr = z.union([z.cidrv4(), z.cidrv6()], 'is no range of addresses such as 203.0.113.0/24')
const secretText = text.transform((value) => pulumi.secret(value))

const settings = z.strictObject({
  /** Whether the database refuses connections without TLS. */
  sslEnforcement: z.boolean().optional(),
  /** The ranges of addresses, of either version, that reach the database. */
  allowedCidrs: z.array(cidr).min(1, 'would let nobody in').optional(),
  /** The schemas that the Data API serves. */
  exposedSchemas: z
    .array(text.refine((schema) => schema !== 'rollcall', "is Rollcall's own and stays closed"))
    .optional(),
})

const stackConfig = z.strictObject({
  projectRef: z
    .string()
    .regex(/^[a-z]{20}$/, 'is no ref: those are the twenty letters in the address of the dashboard')
    .optional(),
  organizationId: text.optional(),
  region: text.optional(),
  projectName: text.default('rollcall'),
  instanceSize: text.optional(),
  databasePassword: secretText.optional(),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is no address that begins with postgresql://')
    .transform((value) => pulumi.secret(value))
    .optional(),
  accessToken: secretText.optional(),
  endpoint: z
    .string()
    .refine(
      takesTokens,
      'is no address that a token can be sent to: https, or http for this machine',
    )
    .default('https://api.supabase.com'),
  weeklyTick: z
    .enum(['database', 'function'], 'is neither "database" nor "function"')
    .default('database'),
  settings: settings.default({}),
  apiKeys: z
    .array(z.string().regex(/^[a-z_][a-z0-9_]+$/, 'is no name: small letters, digits and _'))
    .default([]),
  configFile: text.default('rollcall.config.json'),
})

/** What the owner sets for a stack; secrets are marked as such from the beginning. */
export type StackConfig = z.output<typeof stackConfig> & {
  school?: School
  /** How many days back gaps are filled. */
  lookBackDays: number
}

/** Those that hold more than a text. */
const structured = ['settings', 'apiKeys']

/**
 * Reads the stack's configuration and the school's, which is in `rollcall.config.json` for the command as well.
 * @throws pulumi.RunError naming every mistake, and what to type.
 */
export function readConfig(): StackConfig {
  const mistakes: string[] = []
  const given = { ...fromEnvironment(), ...fromStack(mistakes) }
  const parsed = stackConfig.safeParse(given)
  mistakes.push(...(parsed.error?.issues ?? []).flatMap(sentences), ...missing(given))
  const { school, thresholds } = readSettings(given.configFile, mistakes)
  if (parsed.success && mistakes.length === 0) {
    const lookBackDays = thresholds.missingClassesLookBackDays
    return { ...parsed.data, lookBackDays, ...(school ? { school } : {}) }
  }
  throw new pulumi.RunError(
    [
      "The stack's configuration needs mending (`pulumi config set <key> <value>`; infra/README.md tells of each key):",
      ...mistakes.map((mistake) => `  - ${mistake}`),
    ].join('\n'),
  )
}

function sentences(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')} ${issue.message}`]
  return issue.keys.map((key) => `${[...issue.path, key].join('.')} is not known`)
}

/** What one key asks of another. */
function missing(given: Record<string, unknown>): string[] {
  const has = (key: string) => given[key] !== undefined
  const hasDatabase = has('databasePassword') || (has('projectRef') && has('databaseUrl'))
  return [
    ...(has('accessToken')
      ? []
      : [
          'accessToken is missing: set it with --secret, or SUPABASE_ACCESS_TOKEN in the environment',
        ]),
    ...(hasDatabase
      ? []
      : ['databasePassword is missing: the password of the database, set with --secret']),
    ...['organizationId', 'region']
      .filter((key) => !has('projectRef') && !has(key))
      .map(
        (key) =>
          `${key} is missing: a new project needs it; one that exists is named by projectRef`,
      ),
  ]
}

function fromStack(mistakes: string[]): Record<string, unknown> {
  const prefix = 'rollcall:'
  const own = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]): [string, unknown] => {
      const name = key.slice(prefix.length)
      return [name, structured.includes(name) ? parsedJson(name, value, mistakes) : value]
    })
  return Object.fromEntries(own.filter(([, value]) => value !== undefined))
}

function parsedJson(name: string, value: string, mistakes: string[]): unknown {
  try {
    return JSON.parse(value)
  } catch {
    mistakes.push(`${name} can't be read: set its parts with \`pulumi config set --path\``)
    return undefined
  }
}

function fromEnvironment(): Record<string, string> {
  const { SUPABASE_ACCESS_TOKEN: accessToken, SUPABASE_API_ENDPOINT: endpoint } = process.env
  return { ...(accessToken ? { accessToken } : {}), ...(endpoint ? { endpoint } : {}) }
}

/** What `rollcall.config.json` says; its defaults beside mistakes. */
function readSettings(name: unknown, mistakes: string[]): Config {
  const file = typeof name === 'string' && name ? name : 'rollcall.config.json'
  const read = readRepositoryFile(file)
  if (read === undefined) {
    mistakes.push(`configFile names ${file}, which is not in the repository`)
    return defaultConfig
  }
  const parsed = parseConfig(read)
  if ('config' in parsed) return parsed.config
  mistakes.push(...parsed.mistakes.map((mistake) => `in ${file} ${mistake}`))
  return defaultConfig
}

function readRepositoryFile(file: string): string | undefined {
  const path = new URL(`../${file}`, import.meta.url)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
