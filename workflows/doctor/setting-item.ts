import { type Found, missing, ok, skipped, unknown } from './item.ts'
import type { LookedUp } from './look-up.ts'
import type { Need } from './needs.ts'

/** The repository as GitHub tells of it. */
export type Repository = { full_name: string; private: boolean }

/** Where a setting is: in one of the repository's environments, or in the repository itself. */
export type Place = { repository: Repository; environment?: string }

/** What secrets or variables there are. */
export type Names = LookedUp<string[]>

/** What a secret or a variable holds, where the name alone doesn't say it. */
const held: Record<string, string> = {
  DATABASE_URL:
    'the address (of the session pooler, on Supabase) under which a login of rollcall_reader looks',
  SUPABASE_ACCESS_TOKEN:
    'a token of the platform that may read the project: without it nothing is known of backups, load and edge functions',
  SUPABASE_PROJECT_REF: "the 20 letters in the address of the project in Supabase's dashboard",
  ROLLCALL_HEARTBEAT_URL:
    'the address of a monitor outside of GitHub, which raises the alarm when no call comes for a day',
}

/** The same for an environment, where remedies are applied. */
const heldInEnvironment: Record<string, string> = {
  DATABASE_URL:
    "the address under which a login of rollcall_operator remedies (or the owner's, for reapply-routines, vacuum-analyze and rebuild-index)",
}

/** Without these nothing fails, whatever the workflow files say. */
const dispensable = new Set([
  'ROLLCALL_HEARTBEAT_URL',
  'SUPABASE_ACCESS_TOKEN',
  'SUPABASE_PROJECT_REF',
])

/** Whether a secret is set that the workflow files use. */
export function secretItem(need: Need, there: Names, place: Place): Found {
  const { name } = need
  const what = place.environment ? heldInEnvironment[name] : held[name]
  return settingItem('secret', lenient(need), there, { place, detail: unset(what) })
}

/** Whether a variable is set that the workflow files use. */
export function variableItem(need: Need, there: Names, place: Place): Found {
  return settingItem('variable', lenient(need), there, { place, detail: unset(held[need.name]) })
}

const lenient = (need: Need) => ({ ...need, optional: need.optional || dispensable.has(need.name) })
const unset = (what?: string) => (what ? `It is not set. It holds ${what}.` : 'It is not set.')

function settingItem(
  kind: 'secret' | 'variable',
  { name, files, optional }: Need,
  there: Names,
  { place, detail }: { place: Place; detail: string },
): Found {
  const { environment, repository } = place
  const item = `${environment ? `environment ${environment}: ` : ''}${kind} ${name}`
  const where = environment ? ` --env ${quoted(environment)}` : ''
  const fix = `gh ${kind} set ${name}${where} --repo ${repository.full_name}`
  const used = `${files.join(', ')} ${files.length === 1 ? 'uses' : 'use'} it.`
  if (!there.seen) {
    return unknown(item, `Whether it is set can't be seen: ${there.why}. ${used}`, fix)
  }
  if (there.value.includes(name)) return ok(item, 'It is set.')
  if (environment && repository.private) return skipped(item, `${detail} ${atTerminal}`, fix)
  return optional
    ? skipped(item, `${detail} Nothing fails without it.`, fix)
    : missing(item, `${detail} ${used}`, fix)
}

/** Where the plan of a private repository has no reviewers, nothing should be applied from GitHub. */
export const atTerminal = 'Without it remedies are applied at a terminal.'

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
