import type { Issue } from '../actual.ts'
import { closedBody, comment, count, type Failing, silenced, someFindings } from '../body.ts'
import type { Desired } from '../desired.ts'
import { type Action, type Given, kept, leave, markerOf, step, write } from './action.ts'
import { beginning, day, hush, listen, note, settleComments } from './state.ts'

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
  const { author, reopenDays, silenceMaxDays } = given.config.issues
  const { closedBy } = issue
  const byPerson = closedBy !== undefined && closedBy.login !== author
  const silence = issue.state?.silence
  if (byPerson && closedBy.trusted && issue.reason === 'not_planned') {
    if (!silence) return silenceClosed(desired, wish, issue, closedBy.login, silenceMaxDays)
    if (silence.until > now) {
      return [
        leave(desired, `it was closed as not planned: silenced until ${silence.until}`, issue),
      ]
    }
    return reopen(desired, wish, issue, given, {
      reason: 'its silence is over',
      text: 'The silence is over, and it fails still.',
    })
  }
  const closedAt = issue.state?.closedAt ?? issue.closedAt ?? issue.marker.run
  if (Date.parse(now) - Date.parse(closedAt) > reopenDays * day) {
    return planWithout(desired, given, issue)
  }
  const text =
    byPerson && !issue.state?.closedAt ? 'It was closed, and it fails still.' : 'Failing again.'
  return reopen(desired, wish, issue, given, { reason: 'it fails again', text })
}

/** Closing as not planned is a wish to be left in peace, for as long as is allowed at most. */
function silenceClosed(
  desired: Desired,
  wish: Failing,
  issue: Issue,
  by: string,
  days: number,
): Action[] {
  const state = structuredClone(issue.state ?? beginning(desired, wish))
  hush(state, desired.now, days, { by, reason: 'closed as not planned' })
  settleComments(state, issue, 0)
  const marker = markerOf(desired, issue.marker.episode)
  const end = `it fails still. ${state.silence ? silenced(state.silence) : ''}`
  return [
    step('update', desired, issue, `${by} closed it as not planned, which silences it`, {
      write: { ...kept(issue), marker, body: closedBody({ desired, marker, state, end }) },
    }),
  ]
}

type Reopening = { reason: string; text: string }

/** Begins the next episode in the same issue. */
export function reopen(
  desired: Desired,
  wish: Failing,
  issue: Issue,
  given: Given,
  { reason, text }: Reopening,
): Action[] {
  const episode = issue.marker.episode + 1
  const state = beginning(desired, wish)
  state.readUntil = issue.state?.readUntil ?? 0
  state.assigned = true
  state.history = [...(issue.state?.history ?? [])]
  note(state, desired.now, `failing again with ${count(wish.total, 'finding')}`)
  if (issue.state?.silence && issue.state.silence.until > desired.now) {
    state.silence = issue.state.silence
  }
  listen(state, issue, given, desired.now)
  const event = `${episode}/again`
  const speaks = !state.silence && !issue.events.has(event)
  settleComments(state, issue, speaks ? 1 : 0)
  const marker = markerOf(desired, episode)
  return [
    ...(speaks
      ? [
          step('comment', desired, issue, reason, {
            comment: comment(
              desired.fingerprint,
              event,
              `${text} ${count(wish.total, 'finding')}.`,
              someFindings(wish, given.links),
            ),
          }),
        ]
      : []),
    step(issue.open ? 'update' : 'reopen', desired, issue, reason, {
      write: {
        ...write(desired, wish, { marker, state, labels: issue.labels, assignees: [], given }),
        ...(issue.open ? {} : { stateReason: 'reopened' as const }),
      },
    }),
  ]
}
