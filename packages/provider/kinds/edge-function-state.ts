import type { FunctionAnswer } from '@rollcall/supabase'
import { z } from 'zod'

/** As Supabase has it. */
export const slugRule = /^[A-Za-z][A-Za-z0-9_-]*$/

export const inputs = z.strictObject({
  slug: z
    .string()
    .regex(slugRule, 'has to begin with a letter, and hold nothing but letters, digits, _ and -')
    .describe('What the address of the function ends in.'),
  name: z
    .string()
    .min(1, 'is empty: leave it out, and the slug is its name')
    .default('')
    .describe('As the dashboard shows it; the slug unless said.'),
  entrypoint: z
    .string()
    .min(1, 'is empty: give the path of the TypeScript file that starts the function')
    .describe(
      "The TypeScript file that starts the function; a relative path is looked for from the program's folder.",
    ),
  verifyJwt: z
    .boolean()
    .default(true)
    .describe("Whether Supabase turns away who brings no token of the project's."),
  contentHash: z
    .string()
    .default('')
    .describe('The SHA-256 of the function with all that it imports; filled in.'),
})

export const outputs = z.strictObject({
  version: z.int().describe('How often the function was deployed.'),
  status: z.string().describe('ACTIVE, unless Supabase has throttled or removed the function.'),
  url: z.string().describe('Where the function is called.'),
  bytes: z.int().optional().describe('The size of what was deployed.'),
  deployedHash: z.string().optional().describe("Supabase's checksum of what it made of it."),
  updatedAt: z.string().optional().describe('When it was deployed last, in UTC.'),
})

export type Inputs = z.infer<typeof inputs>
export type Outputs = z.infer<typeof outputs>
export type State = Inputs & Outputs

/** Whether its code is as we left it: settings that were changed by hand make a new version of the same code. */
export function isAsDeployed({ deployedHash, version }: State, found: FunctionAnswer): boolean {
  if (found.status === 'REMOVED') return false
  if (deployedHash && found.ezbr_sha256) return deployedHash === found.ezbr_sha256
  return version === found.version
}

/** What Supabase tells of a function. */
export function known(found: FunctionAnswer, ref: string, bytes: number | undefined): Outputs {
  const { slug, version, status, ezbr_sha256: deployedHash, updated_at: updated } = found
  return {
    version,
    status,
    url: `https://${ref}.supabase.co/functions/v1/${slug}`,
    ...(bytes === undefined ? {} : { bytes }),
    ...(deployedHash ? { deployedHash } : {}),
    ...(updated ? { updatedAt: new Date(updated).toISOString() } : {}),
  }
}

/** What a state holds beside its inputs. */
export function outputsOf(state: State): Outputs {
  const names = Object.keys(outputs.shape) as (keyof Outputs)[]
  const told = names.filter((name) => state[name] !== undefined).map((name) => [name, state[name]])
  return Object.fromEntries(told) as Outputs
}
