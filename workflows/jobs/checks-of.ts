import { allChecks, type Check, checklists, OperatorError } from '@rollcall/core'
import { nearest } from '../nearest.ts'

/** What `check.yml` offers: the checklists, all, and each check. */
export const choices = [...Object.keys(checklists), 'all', ...allChecks.map(({ id }) => id)]

/**
 * The checks of a checklist, all of them, or one.
 * @throws OperatorError for a name that is none of the choices.
 */
export function checksOf(what: string): Check[] {
  if (what === 'all') return allChecks
  const checks =
    checklists[what as keyof typeof checklists] ?? allChecks.filter(({ id }) => id === what)
  if (checks.length > 0) return checks
  throw new OperatorError(
    `There is no check or checklist "${what}"; the nearest is ${nearest(what, choices)}. Correct WHAT in the workflow file.`,
  )
}
