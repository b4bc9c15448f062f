import { comment, count, type Failing, someFindings } from '../body.ts'
import type { Desired } from '../desired.ts'
import type { IssueState } from '../marker.ts'
import type { Issue } from '../read-issues.ts'
import { type Action, type Given, markerOf, step, write } from './action.ts'
import { beginning, listen, note, settleComments } from './state.ts'

/** A silence lasts as long as was said, however often it is well meanwhile. */
export function carrySilence(state: IssueState, old: Issue, given: Given, now: string) {
  const silence = old.state?.silence
  if (silence && !silence.closing && silence.until > now) state.silence = silence
  listen(state, old, given, now)
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
  carrySilence(state, issue, given, desired.now)
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
