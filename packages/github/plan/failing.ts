import {
  type Comment,
  comment,
  count,
  duration,
  type Failing,
  someFindings,
  time,
} from '../body.ts'
import type { Desired } from '../desired.ts'
import type { IssueState } from '../marker.ts'
import type { Issue } from '../read-issues.ts'
import { type Action, type Given, isWritten, leave, markerOf, step, write } from './action.ts'
import { reopen } from './reopening.ts'
import { beginning, day, listen, note, settleComments, subjectsOf } from './state.ts'

/** A check fails still: its issue is rewritten, and speaks where something changed. */
export function planFailing(desired: Desired, wish: Failing, issue: Issue, given: Given): Action[] {
  // A recovery was told and the closing got lost, or somebody reopened it: it is a new episode.
  if (issue.events.has(`${issue.marker.episode}/recovered`) || issue.state?.closedAt) {
    return reopen(desired, wish, issue, given, {
      reason: 'it fails again',
      text: 'Failing again.',
    })
  }
  const before = issue.state ?? { ...beginning(desired, wish), since: issue.marker.run }
  const state = structuredClone(before)
  state.goodRuns = 0
  state.assigned = true
  if (state.silence?.closing) {
    delete state.silence
    note(state, desired.now, 'somebody reopened it, which ends the silence')
  }
  listen(state, issue, given, desired.now)
  const said = tell(desired, wish, before, state, issue, given).filter(
    ({ event }) => !issue.events.has(event),
  )
  settleComments(state, issue, said.length)
  const written = write(desired, wish, {
    marker: markerOf(desired, issue.marker.episode),
    state,
    labels: issue.labels,
    assignees: before.assigned ? [] : given.config.issues.assignees,
    given,
  })
  if (said.length === 0 && isWritten(issue, written)) {
    return [leave(desired, 'it tells of this run already', issue)]
  }
  return [
    ...said.map((each) =>
      step('comment', desired, issue, reasons[kindOf(each.event)] ?? '', { comment: each }),
    ),
    step('update', desired, issue, 'it fails still', { write: written }),
  ]
}

const reasons: Record<string, string> = {
  worse: 'it got worse',
  changed: 'other things fail now',
  reminder: 'nothing was heard of it for long',
  awake: 'its silence is over',
}

const kindOf = (event: string) => event.split('/')[1] ?? ''

/** What changed since the issue last spoke, as a comment; while it is silenced, as history only. */
function tell(
  desired: Desired,
  wish: Failing,
  before: IssueState,
  state: IssueState,
  issue: Issue,
  given: Given,
): Comment[] {
  const { now, fingerprint } = desired
  const { episode } = issue.marker
  const { config, links } = given
  const found = count(wish.total, 'finding')
  const subjects = subjectsOf(wish)
  const worse = before.severity === 'warning' && wish.severity === 'error'
  const changed = subjects !== before.subjects
  state.severity = wish.severity
  state.subjects = subjects
  state.findings = wish.total
  if (worse || changed) {
    state.changes += 1
    note(
      state,
      now,
      worse ? `got worse: ${found}` : `other findings: ${found}, before ${before.findings}`,
    )
  }
  if (state.silence && state.silence.until > now) return []
  const speak = (kind: string, place: string | number, ...text: string[]) => {
    state.spokeAt = now
    return [comment(fingerprint, `${episode}/${kind}/${place}`, ...text)]
  }
  if (state.silence) {
    delete state.silence
    state.awakenings += 1
    note(state, now, 'the silence is over')
    return speak(
      'awake',
      state.awakenings,
      `The silence is over, and it fails still: ${found}.`,
      someFindings(wish, links),
    )
  }
  if (worse) {
    return speak(
      'worse',
      `${state.changes}-${subjects}`,
      `It got worse: ${found}.`,
      someFindings(wish, links),
    )
  }
  if (changed) {
    return speak(
      'changed',
      `${state.changes}-${subjects}`,
      `Other things fail now: ${found}, before ${before.findings}.`,
      someFindings(wish, links),
    )
  }
  if (Date.parse(now) - Date.parse(state.spokeAt) >= config.issues.reminderDays * day) {
    state.reminders += 1
    return speak(
      'reminder',
      state.reminders,
      `It fails still, since ${time(state.since)} (${duration(state.since, now)}): ${found}.`,
    )
  }
  return []
}
