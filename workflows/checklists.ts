import { type Check, checklists as databaseChecklists, OperatorError } from '@rollcall/core'
import { type Platform, type PlatformCheck, platformChecklists } from '@rollcall/supabase'
import { nearest } from './nearest.ts'

export type Checklist = keyof typeof databaseChecklists

/** The names of the checklists. */
export const checklistNames = Object.keys(databaseChecklists) as Checklist[]

/**
 * Every checklist in the order of work: first the platform, because whether the project is there
 * decides about all else, then the database.
 */
export function checklistsFor(
  platform: Platform | { without: string },
): Record<Checklist, Check[]> {
  const bound = new Map<string, Check>()
  const bind = (check: PlatformCheck) => {
    const known = bound.get(check.id) ?? check.of(platform)
    bound.set(check.id, known)
    return known
  }
  const lists = checklistNames.map((name) => [
    name,
    [...platformChecklists[name].map(bind), ...databaseChecklists[name]],
  ])
  return Object.fromEntries(lists)
}

/** Each check once, in the order in which the checklists first name it. */
export function everyCheck(checklists: Record<Checklist, Check[]>): Check[] {
  return [...new Set(checklistNames.flatMap((name) => checklists[name]))]
}

/** All checks there are, for their names and titles: they look at no project. */
export const knownChecks = everyCheck(checklistsFor({ without: 'no project is named' }))

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
  const checks = lists[name as Checklist] ?? every.filter(({ id }) => id === name)
  if (checks.length > 0) return checks
  throw new OperatorError(
    `There is no check or checklist "${name}"; the nearest is ${nearest(name, choices)}. \`rollcall check --help\` lists them all.`,
  )
}
