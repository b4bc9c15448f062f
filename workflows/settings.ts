import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Config, defaultConfig, isZone, OperatorError, parseConfig } from '@rollcall/core'
import type { Command } from 'commander'

/** What every command is told: by options first, then by the environment, then by the file. */
export type Settings = {
  config: Config
  /** Whether a configuration file was read. */
  configured: boolean
  json: boolean
  /** Where in time the command stands, as ISO 8601 in UTC. */
  now: string
  /** The clock that database sessions get: set when `--now` was given. */
  fixedNow?: string
  databaseUrl?: string
}

type Options = { database?: string; config?: string; now?: string; json?: boolean }

/**
 * Reads the options that all commands share.
 * @throws OperatorError naming every mistake in the configuration at once.
 */
export async function readSettings(command: Command): Promise<Settings> {
  const options = command.optsWithGlobals<Options>()
  const fixedNow = options.now === undefined ? undefined : instant(options.now)
  const config = await readConfig(options.config)
  return {
    config: config ?? defaultConfig,
    configured: config !== undefined,
    json: options.json === true,
    now: fixedNow ?? new Date().toISOString(),
    ...(fixedNow ? { fixedNow } : {}),
    ...(options.database ? { databaseUrl: options.database } : {}),
  }
}

/** The address of the database, or the sentence that says how to name one. */
export function requireDatabase({ databaseUrl }: Settings): string {
  if (databaseUrl) return databaseUrl
  throw new OperatorError(
    'No database is named: give --database <url> or set DATABASE_URL (`rollcall database --sample` starts one to try).',
  )
}

/** A date of the calendar, `2026-03-09`. */
export function date(text: string, option: string): string {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text ? text : fail()
  } catch {
    return fail()
  }
  function fail(): never {
    throw new OperatorError(
      `${option} is "${text}", which is no date: write it as YYYY-MM-DD, for example 2026-03-09.`,
    )
  }
}

/** A whole number of at least one. */
export function positive(text: string, option: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new OperatorError(`${option} is "${text}", and must be a whole number of 1 or more.`)
}

/** An IANA time zone. */
export function zone(text: string, option: string): string {
  if (isZone(text)) return text
  throw new OperatorError(
    `${option} is "${text}", which is no time zone: use an IANA name such as Europe/Madrid, or UTC.`,
  )
}

function instant(text: string): string {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds).toISOString()
  } catch {
    throw new OperatorError(
      `--now is "${text}", which is no instant: write it with its offset, for example 2026-03-09T05:00:00Z.`,
    )
  }
}

const defaultFile = fileURLToPath(new URL('../rollcall.config.json', import.meta.url))

async function readConfig(named?: string): Promise<Config | undefined> {
  const file = named ?? defaultFile
  const name = named ?? 'rollcall.config.json'
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (named === undefined && cause.code === 'ENOENT') return undefined
    throw new OperatorError(`The configuration ${name} can't be read: check its name.`, { cause })
  })
  if (text === undefined) return undefined
  const parsed = parseConfig(text)
  if ('config' in parsed) return parsed.config
  throw new OperatorError(
    `${name} has ${parsed.mistakes.length === 1 ? 'a mistake' : `${parsed.mistakes.length} mistakes`}: ${parsed.mistakes.join('; ')}. Correct it; packages/core/config.schema.json describes every setting.`,
  )
}
