import { closedBody, type Failing, silenced } from '../body.ts'
import type { Desired } from '../desired.ts'
import type { Silence } from '../marker.ts'
import type { Issue } from '../read-issues.ts'
import { type Action, type Given, kept, leave, markerOf, step } from './action.ts'
import { reopen } from './reopening.ts'
import { after, beginning, hush, saidAt, settleComments } from './state.ts'

/**
 * What to do about an issue that a person has closed as not planned, which is a wish to be left in peace
 * for as long as is allowed at most; none where that is no wish, or one that was over before it failed.
 */
export function planPeace(
  desired: Desired,
  wish: Failing,
  issue: Issue,
  given: Given,
): Action[] | undefined {
  const { now } = desired
  const { closedBy } = issue
  if (!closedBy?.trusted || issue.reason !== 'not_planned') return undefined
  if (isWoken(issue)) {
    return reopen(desired, wish, issue, given, {
      reason: 'somebody woke it',
      text: 'The silence was ended, and it fails still.',
    })
  }
  const known = issue.state?.silence?.closing && issue.state.silence
  const silence = known || {
    until: after(saidAt(issue.closedAt, issue, now), given.config.issues.silenceMaxDays),
    by: closedBy.login,
    reason: 'closed as not planned',
    closing: true as const,
  }
  if (silence.until > now) {
    return known
      ? [leave(desired, `it was closed as not planned: silenced until ${silence.until}`, issue)]
      : silenceClosed(desired, wish, issue, silence)
  }
  if (known) {
    return reopen(desired, wish, issue, given, {
      reason: 'its silence is over',
      text: 'The silence is over, and it fails still.',
    })
  }
  return undefined
}

function silenceClosed(desired: Desired, wish: Failing, issue: Issue, silence: Silence): Action[] {
  const state = structuredClone(issue.state ?? beginning(desired, wish))
  hush(state, desired.now, silence)
  settleComments(state, issue, 0)
  const marker = markerOf(desired, issue.marker.episode)
  const end = `it fails still. ${silenced(silence)}`
  return [
    step('update', desired, issue, `${silence.by} closed it as not planned, which silences it`, {
      write: { ...kept(issue), marker, body: closedBody({ desired, marker, state, end }) },
    }),
  ]
}

/** Whether the last thing that people asked for, after closing it, is to hear of it again. */
function isWoken({ commands, closedAt = '' }: Issue): boolean {
  const asked = commands.filter(({ kind }) => kind === 'wake' || kind === 'silence')
  const last = asked.toSorted((a, b) => a.id - b.id).at(-1)
  return last?.kind === 'wake' && (last.at === undefined || last.at >= closedAt)
}
