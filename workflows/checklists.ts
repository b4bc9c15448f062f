import { type Check, checklists, OperatorError } from '@rollcall/core'
import { infrastructureDrift } from '@rollcall/deployment'
import { type Platform, platformChecks } from '@rollcall/supabase'
import { infrastructureAccess } from './infrastructure-access.ts'
import { nearest } from './nearest.ts'

export type Checklist = keyof typeof checklists

/** The names of the checklists. */
export const checklistNames = Object.keys(checklists) as Checklist[]

/** Every checklist in the order of work, with the checks of the platform bound to a project or to none. */
export function checklistsFor(
  platform: Platform | { without: string },
): Record<Checklist, Check[]> {
  const bound = new Map(platformChecks.map((check) => [check.id, check.of(platform)]))
  const checkOf = (listed: Check | string) => {
    const check = typeof listed === 'string' ? bound.get(listed) : listed
    if (!check) throw new Error(`A checklist names ${listed}, which is no check of the platform.`)
    return check
  }
  const lists = checklistNames.map((name) => [name, checklists[name].map(checkOf)])
  return Object.fromEntries(lists)
}

/** Each check once, in the order in which the checklists first name it. */
export function everyCheck(lists: Record<Checklist, Check[]>): Check[] {
  return [...new Set(checklistNames.flatMap((name) => lists[name]))]
}

const none = { without: 'none is named' }

/**
 * All checks there are, for their names and titles: they look at no project. That of the infrastructure
 * is in no checklist, because it takes the Pulumi CLI; the workflow deploy looks each week.
 */
export const knownChecks = [...everyCheck(checklistsFor(none)), infrastructureDrift(none)]

/** What can be looked at by name: a checklist, all of them, or one check. */
export const choices = [...checklistNames, 'all', ...knownChecks.map(({ id }) => id)]

/**
 * The checks of a checklist, all of them, or one.
 * @throws OperatorError for a name that is none of the choices, with the nearest of them.
 */
export function checksNamed(name: string, platform: Platform | { without: string }): Check[] {
  const lists = checklistsFor(platform)
  const every = everyCheck(lists)
  if (name === 'all') return every
  if (name === 'infrastructure-drift') return [infrastructureDrift(infrastructureAccess())]
  const checks = lists[name as Checklist] ?? every.filter(({ id }) => id === name)
  if (checks.length > 0) return checks
  throw new OperatorError(
    `There is no check or checklist "${name}"; the nearest is ${nearest(name, choices)}. \`rollcall check --help\` lists them all.`,
  )
}
