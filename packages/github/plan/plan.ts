import type { Found } from '../actual.ts'
import type { Desired } from '../desired.ts'
import { checkOf } from '../marker.ts'
import type { Issue } from '../read-issues.ts'
import { type Action, type Given, leave } from './action.ts'
import { close, closeDuplicate, planRecovery } from './closing.ts'
import { planFailing } from './failing.ts'
import { planClosed, planWithout } from './opening.ts'

/** What to do, in order, each with its reason. It only looks at what it is given. */
export function plan(given: Given): Action[] {
  const { desired, actual, known } = given
  const told = new Set(desired.map(({ fingerprint }) => fingerprint))
  return [
    ...desired.flatMap((each) => planOne(each, actual.get(each.fingerprint), given)),
    ...[...actual.values()]
      .filter(({ issue }) => issue.open && !told.has(issue.marker.fingerprint))
      .flatMap(({ issue, duplicates }) => {
        const check = checkOf(issue.marker.fingerprint)
        const gone: Desired = {
          fingerprint: issue.marker.fingerprint,
          check,
          title: `The check ${check}`,
          now: given.now,
          wish: { state: 'withdrawn', reason: `There is no check ${check} any more.` },
          evidence: {},
        }
        return known.has(check)
          ? [leave(gone, 'these runs did not look at it', issue)]
          : planOne(gone, { issue, duplicates }, given)
      }),
  ]
}

function planOne(desired: Desired, found: Found | undefined, given: Given): Action[] {
  if (!found) return planWithout(desired, given)
  const { issue, duplicates } = found
  if (issue.marker.run > desired.now) {
    return [leave(desired, `a newer run (${issue.marker.run}) has written it`, issue)]
  }
  return [
    ...(issue.open ? planOpen(desired, issue, given) : planClosed(desired, issue, given)),
    ...duplicates.flatMap((each) => closeDuplicate(desired, each, issue)),
  ]
}

function planOpen(desired: Desired, issue: Issue, given: Given): Action[] {
  const { wish } = desired
  switch (wish.state) {
    case 'unsure':
      return [leave(desired, wish.reason, issue)]
    case 'withdrawn':
      return close(desired, issue, given, { reason: wish.reason, stateReason: 'not_planned' })
    case 'well':
      return planRecovery(desired, wish.fixed, issue, given)
    case 'failing':
      return planFailing(desired, wish, issue, given)
  }
}
