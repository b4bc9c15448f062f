import { isBot, isSame } from '../answers.ts'
import { count } from '../body.ts'
import type { Desired } from '../desired.ts'
import type { Issue } from '../read-issues.ts'
import { type Action, type Given, leave, markerOf, write } from './action.ts'
import { planPeace } from './peace.ts'
import { carrySilence, reopen } from './reopening.ts'
import { beginning, day, note } from './state.ts'

/** A check without an issue, or with one that closed too long ago: a new one opens if it fails. */
export function planWithout(desired: Desired, given: Given, old?: Issue): Action[] {
  const { wish } = desired
  if (wish.state !== 'failing') return []
  if (wish.hold) return [leave(desired, wish.hold)]
  const state = beginning(desired, wish)
  state.assigned = given.config.issues.assignees.length === 0
  const episode = (old?.marker.episode ?? 0) + 1
  if (old) state.previous = old.number
  note(state, desired.now, `opened with ${count(wish.total, 'finding')}`)
  if (old) carrySilence(state, old, given, desired.now)
  const marker = markerOf(desired, episode)
  return [
    {
      action: 'create',
      fingerprint: desired.fingerprint,
      check: desired.check,
      reason: old
        ? `it fails, and its last issue (${old.number}) was closed too long ago`
        : 'it fails',
      write: write(desired, wish, {
        marker,
        state,
        labels: [],
        assignees: given.config.issues.assignees,
        given,
      }),
    },
  ]
}

/** A check whose issue is closed: it reopens if the check fails, unless a person wants peace. */
export function planClosed(desired: Desired, issue: Issue, given: Given): Action[] {
  const { wish, now } = desired
  if (wish.state !== 'failing') return []
  if (wish.hold) return [leave(desired, wish.hold, issue)]
  const { author, reopenDays } = given.config.issues
  const byPerson = isClosedByPerson(issue, author)
  const peace = byPerson ? planPeace(desired, wish, issue, given) : undefined
  if (peace) return peace
  const closedAt = issue.state?.closedAt ?? issue.closedAt ?? issue.marker.run
  if (Date.parse(now) - Date.parse(closedAt) > reopenDays * day) {
    return planWithout(desired, given, issue)
  }
  const text =
    byPerson && !issue.state?.closedAt ? 'It was closed, and it fails still.' : 'Failing again.'
  return reopen(desired, wish, issue, given, { reason: 'it fails again', text })
}

/** The author may be a person's account: then that person closed what bears no closing of ours. */
function isClosedByPerson({ closedBy, state }: Issue, author: string): boolean {
  if (!closedBy || isBot(closedBy.login)) return false
  return !isSame(closedBy.login, author) || state?.closedAt === undefined
}
