import { lastDue, timesDue } from './schedule.ts'
import type { WorkflowFile } from './workflow-files.ts'

/** A run that its schedule started. */
export type ScheduledRun = {
  /** When GitHub made it, which is when it noticed that the workflow was due. */
  createdAt: string
  status: string
  /** None while it runs. */
  conclusion: string | null
}

/** A workflow with a schedule, and what GitHub knows of it. */
export type Watched = {
  workflow: WorkflowFile
  /** In GitHub's words; `absent` where it knows no such workflow. */
  state: string
  /** When GitHub first knew of it. */
  since: string
  /** Those that its schedule started, the newest first. */
  runs: ScheduledRun[]
}

type Judging = {
  /** An instant in ISO 8601. */
  now: string
  /** The least by which a run may be late. */
  graceHours: number
  /** Whether a run that failed may have looked all the same, because findings make it red. */
  redCounts: boolean
}

/** What was found, and what it rests on. */
export type Standing = {
  problem?:
    | { kind: 'unreadable'; mistake: string }
    | { kind: 'absent' }
    | { kind: 'disabled'; state: string }
    | { kind: 'startup'; at: string }
    | { kind: 'missed'; due: string; times: number }
  /** The newest run that counts. */
  lastRun: string | null
  newest: ScheduledRun | null
  /** When it was last due, by the whole of its schedules. */
  lastDue: string | null
  /** How late nineteen of twenty runs were at most, in hours; none without runs. */
  latenessHours: number | null
  /** By how many hours a run may be late before it counts as missed. */
  graceHours: number
}

/** Clocks differ by seconds: a run that was made so shortly before its time is the one for it. */
const tolerance = 60_000

/** Judges one workflow by its schedules and its runs. */
export function standingOf(watched: Watched, judging: Judging): Standing {
  const { workflow } = watched
  const now = Date.parse(judging.now)
  const runs = watched.runs.filter(({ createdAt }) => Date.parse(createdAt) <= now)
  const lateness = usualLateness(workflow, runs)
  const grace = graceOf(workflow, now, lateness, judging.graceHours * hour)
  const counts = runs.find((run) => hasRun(run, judging.redCounts))
  const due = lastDue(workflow.schedules, now)
  const problem = problemOf({ ...watched, runs }, counts, now - grace)
  return {
    ...(problem ? { problem } : {}),
    lastRun: counts?.createdAt ?? null,
    newest: runs[0] ?? null,
    lastDue: due === undefined ? null : new Date(due).toISOString(),
    latenessHours: lateness === undefined ? null : inHours(lateness),
    graceHours: inHours(grace),
  }
}

/** One problem of each workflow: what explains the others. */
function problemOf(
  { workflow, state, since, runs }: Watched,
  counts: ScheduledRun | undefined,
  until: number,
): Standing['problem'] {
  const [mistake] = workflow.mistakes
  if (mistake) return { kind: 'unreadable', mistake }
  if (state === 'absent' || state === 'deleted') return { kind: 'absent' }
  if (state !== 'active') return { kind: 'disabled', state }
  const [newest] = runs
  if (newest?.conclusion === 'startup_failure') return { kind: 'startup', at: newest.createdAt }
  const after = counts ? Date.parse(counts.createdAt) + tolerance : Date.parse(since)
  const due = lastDue(workflow.schedules, until)
  if (due === undefined || due <= after) return undefined
  const times = timesDue(workflow.schedules, after, until)
  return { kind: 'missed', due: new Date(due).toISOString(), times }
}

/** Success alone counts; with findings that make a job red, so does a failure, which may be no more. */
function hasRun({ status, conclusion }: ScheduledRun, redCounts: boolean): boolean {
  if (status !== 'completed') return false
  return conclusion === 'success' || (redCounts && conclusion === 'failure')
}

/** By how many milliseconds nineteen of twenty runs were late at most. */
function usualLateness({ schedules }: WorkflowFile, runs: ScheduledRun[]): number | undefined {
  const late = runs
    .flatMap(({ createdAt }) => {
      const at = Date.parse(createdAt)
      const due = lastDue(schedules, at + tolerance)
      return due === undefined ? [] : [Math.max(0, at - due)]
    })
    .toSorted((a, b) => a - b)
  return late[Math.ceil(late.length * 0.95) - 1]
}

/**
 * Twice the lateness that is usual, but not more than the time from one due run to the next: by then
 * the next one has to be there.
 */
function graceOf(
  { schedules }: WorkflowFile,
  now: number,
  lateness: number | undefined,
  least: number,
): number {
  const due = lastDue(schedules, now)
  const before = due === undefined ? undefined : lastDue(schedules, due - 1000)
  if (lateness === undefined || due === undefined || before === undefined) return least
  return Math.max(least, Math.min(2 * lateness, due - before))
}

const hour = 3_600_000

function inHours(milliseconds: number): number {
  return Math.round((milliseconds / hour) * 10) / 10
}
