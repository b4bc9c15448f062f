import { createHash } from 'node:crypto'
import { type Failing, time } from '../body.ts'
import type { Desired } from '../desired.ts'
import { commentJson, cut } from '../escape.ts'
import type { IssueState, Silence } from '../marker.ts'
import type { Issue } from '../read-issues.ts'
import type { Given } from './action.ts'

export const day = 24 * 60 * 60 * 1000

/** So many lines a story has at most: its beginning, and the newest. */
const storyLines = 50

/** So long a line may be, and so much room the story takes in the body's last line, in characters. */
const lineLength = 300
const storyRoom = 10_000

/** Adds a line to the story. */
export function note(state: IssueState, at: string, what: string) {
  state.history.push([at, cut(what, lineLength)])
  while (state.history.length > storyLines || commentJson(state.history).length > storyRoom) {
    if (state.history.splice(1, 1).length === 0) return
  }
}

/** The state of an issue of which nothing is known but since when it stands. */
export function blank(since: string): IssueState {
  return {
    since,
    severity: 'warning',
    findings: 0,
    subjects: '',
    changes: 0,
    reminders: 0,
    awakenings: 0,
    spokeAt: since,
    comments: 0,
    readUntil: 0,
    assigned: true,
    goodRuns: 0,
    history: [],
  }
}

/** The state of an episode that begins with a run. */
export function beginning({ now }: Desired, wish: Failing): IssueState {
  return {
    ...blank(now),
    severity: wish.severity,
    findings: wish.total,
    subjects: subjectsOf(wish),
  }
}

/** Tells one set of subjects from another. */
export function subjectsOf({ findings }: Failing): string {
  const keys = [...new Set(findings.map(({ key }) => key))].toSorted()
  return createHash('sha256').update(JSON.stringify(keys)).digest('hex').slice(0, 16)
}

/** Notes how far the comments have been read; what is undecided is read again. */
export function settleComments(state: IssueState, { comments, commands }: Issue, posted: number) {
  const undecided = commands.filter(({ kind }) => kind === 'undecided').map(({ id }) => id)
  const read = commands.map(({ id }) => id).filter((id) => id < Math.min(...undecided))
  state.comments = undecided.length > 0 ? -1 : comments + posted
  state.readUntil = Math.max(state.readUntil, ...read)
}

/** Takes up what people asked for in comments. */
export function listen(state: IssueState, issue: Issue, { config }: Given, now: string) {
  for (const command of issue.commands.toSorted((a, b) => a.id - b.id)) {
    if (command.kind === 'wake') delete state.silence
    if (command.kind !== 'silence') continue
    const days = Math.min(command.days, config.issues.silenceMaxDays)
    const until = after(saidAt(command.at, issue, now), days)
    if (until <= now) continue
    hush(state, now, { until, by: command.by, reason: cut(command.reason, 200) })
  }
}

export function hush(state: IssueState, now: string, silence: Silence) {
  state.silence = silence
  note(state, now, `silenced by ${silence.by} until ${time(silence.until)}`)
}

/**
 * When somebody said or did something, by the clock of the runs: not after this run, and not before
 * the run that could not have seen it yet.
 */
export function saidAt(at: string | undefined, { marker, state }: Issue, now: string): string {
  if (!at || at > now) return now
  return state && at < marker.run ? marker.run : at
}

/** So many days after an instant. */
export function after(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * day).toISOString()
}
