import { closedBody, comment, count, duration, time } from '../body.ts'
import type { Desired } from '../desired.ts'
import { prose } from '../escape.ts'
import { hasLabel, labels } from '../labels.ts'
import type { Issue } from '../read-issues.ts'
import { type Action, type Given, kept, leave, markerOf, step } from './action.ts'
import { blank, listen, note, settleComments } from './state.ts'

/** A check is well again: its issue closes, once it has been so for as many runs as are asked for. */
export function planRecovery(
  desired: Desired,
  fixed: string | undefined,
  issue: Issue,
  given: Given,
) {
  const needed = given.config.issues.closeAfter[desired.check] ?? 1
  const before = issue.state?.goodRuns ?? 0
  // The same run may be told of twice.
  const good = before > 0 && issue.marker.run === desired.now ? before : before + 1
  const told = issue.events.has(`${issue.marker.episode}/recovered`)
  if (good < needed && !told) {
    const reason = `it was well in ${count(good, 'run')}, and closes after ${needed}`
    if (good === before) return [leave(desired, reason, issue)]
    const state = { ...structuredClone(issue.state ?? blank(issue.marker.run)), goodRuns: good }
    listen(state, issue, given, desired.now)
    settleComments(state, issue, 0)
    const marker = markerOf(desired, issue.marker.episode)
    const end = `well in ${count(good, 'run')}; it closes after ${needed}.`
    return [
      step('update', desired, issue, reason, {
        write: { ...kept(issue), marker, body: closedBody({ desired, marker, state, end }) },
      }),
    ]
  }
  const remedies = [...(given.remedied.get(desired.check) ?? []), ...(fixed ? [fixed] : [])]
  const cause =
    remedies.length > 0
      ? `What was done: ${remedies.join(' ')}`
      : 'No remedy of Rollcall did it: somebody mended it, or it passed.'
  return close(desired, issue, given, {
    reason: 'it is well again',
    stateReason: 'completed',
    cause,
  })
}

type Ending = { reason: string; stateReason: 'completed' | 'not_planned'; cause?: string }

/** Ends an episode, with a comment that says how. */
export function close(
  desired: Desired,
  issue: Issue,
  given: Given,
  { reason, stateReason, cause = '' }: Ending,
): Action[] {
  const { now, fingerprint } = desired
  const { episode } = issue.marker
  const recovered = stateReason === 'completed'
  const state = structuredClone(issue.state ?? blank(issue.marker.run))
  listen(state, issue, given, now)
  // Its end has been told; a person has opened it since.
  const isReopened = recovered && state.closedAt !== undefined
  state.closedAt = now
  const lasted = `after ${duration(state.since, now)} (since ${time(state.since)})`
  const recovery = isReopened
    ? { line: 'reopened, and well', text: 'It is well.' }
    : { line: `well again. ${cause}`, text: `Well again ${lasted}. ${prose(cause)}` }
  const { line, text } = recovered ? recovery : { line: reason, text: prose(reason) }
  note(state, now, line)
  const event = `${episode}/${recovered ? 'recovered' : 'withdrawn'}`
  const speaks = !isReopened && !issue.events.has(event)
  settleComments(state, issue, speaks ? 1 : 0)
  const marker = markerOf(desired, episode)
  return [
    ...(speaks
      ? [step('comment', desired, issue, reason, { comment: comment(fingerprint, event, text) })]
      : []),
    step('close', desired, issue, reason, {
      write: {
        ...kept(issue),
        labels: issue.labels.filter((label) => !hasLabel([labels.silenced.name], label)),
        state: 'closed',
        stateReason,
        marker,
        body: closedBody({ desired, marker, state, end: `${text} Closed as of ${time(now)}.` }),
      },
    }),
  ]
}

/** Of two issues about a check the later one closes. */
export function closeDuplicate(desired: Desired, issue: Issue, first: Issue): Action[] {
  const event = `${issue.marker.episode}/duplicate`
  const reason = `number ${first.number} tells of the same`
  const text = `Duplicate of #${first.number}, which tells of the same.`
  return [
    ...(issue.events.has(event)
      ? []
      : [
          step('comment', desired, issue, reason, {
            comment: comment(desired.fingerprint, event, text),
          }),
        ]),
    step('close', desired, issue, reason, {
      write: { ...kept(issue), state: 'closed', stateReason: 'duplicate' },
    }),
  ]
}
