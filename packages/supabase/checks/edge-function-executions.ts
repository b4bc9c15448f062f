import type { Finding, Window } from '@rollcall/core'
import type { FunctionRun } from '../logs/queries.ts'
import {
  byFunction,
  callsIn,
  count,
  type EdgeFunction,
  newestOf,
  obstacleToCalls,
  said,
} from './edge-functions.ts'
import { type PlatformContext, platformCheck } from './platform-check.ts'
import { concluded, provenLogs } from './proven-logs.ts'
import { type Untold, type Work, workDue } from './work-due.ts'

/** For how long a webhook may be on its way, in minutes: it is sent within seconds, and logs lag. */
const onItsWayMinutes = 15

const hour = 60 * 60 * 1000

/**
 * The edge functions of class tracking are there, and ran when work was due: the weekly function
 * after its Monday, the webhook after students were written. What was due is for the database to
 * say; where it can't be reached, calls that succeeded are proof, and silence is unknown.
 */
export const edgeFunctionExecutions = platformCheck(import.meta, {
  title: 'The edge functions of class tracking ran when they were due',
  async look(context) {
    const { thresholds, edgeFunctions: names } = context.config
    const { weeklyRunGraceHours: graceHours } = thresholds
    const { platform } = context
    const deployed = (await platform.functions()).filter(({ slug }) => names.includes(slug))
    const window = withGrace(context, graceHours)
    const proof = await provenLogs({ ...context, window })
    const { from } = proof.window
    const due = await workDue(context, { functions: names, from, graceHours, onItsWayMinutes })
    const work = 'untold' in due ? undefined : due
    if (deployed.length === 0 && work?.madeByCron) {
      return {
        state: 'skipped',
        reason: `There is no edge function ${names.join(' or ')}, and the weekly run is made in the database by pg_cron, which schedules-active watches`,
      }
    }
    const answer = await callsIn(platform, proof.window)
    const runs = byFunction(answer.rows, deployed)
      .filter(({ name }) => names.includes(name))
      .flatMap((each) => each.runs.map((run) => ({ ...run, route: routeOf(run, each.name) })))
    const obstacle = obstacleToCalls(answer)
    const isSeen = !proof.gap && !obstacle
    const findings = [
      ...notThere(names, deployed),
      ...(isSeen && work ? [...weekly(runs, work), ...webhook(runs, work)] : []),
    ]
    const evidence = {
      functions: deployed.map(({ slug, status, version }) => ({ slug, status, version })),
      calls: Object.fromEntries(
        ['weekly', 'webhook', 'other'].map((route) => [route, outcomes(on(runs, route))]),
      ),
      due: work ?? 'not known: the database does not tell',
    }
    return concluded(proof, {
      findings,
      evidence,
      obstacle: obstacle ?? ('untold' in due ? unproven(runs, proof.window, due) : undefined),
    })
  },
})

/** A run whose grace ends within the window was due that much earlier. */
function withGrace({ window }: PlatformContext, graceHours: number): Window {
  const from = Date.parse(window.from) - graceHours * hour
  return { from: new Date(from).toISOString(), to: window.to }
}

/** A function that does one thing alone is known by its name. */
function routeOf({ route }: FunctionRun, name: string): string {
  if (route !== 'other') return route
  if (/webhook/i.test(name)) return 'webhook'
  return /weekly/i.test(name) ? 'weekly' : 'other'
}

function on(runs: FunctionRun[], route: string): FunctionRun[] {
  return runs.filter((run) => run.route === route)
}

function hasSucceeded({ status }: FunctionRun): boolean {
  return status >= 200 && status < 300
}

function outcomes(runs: FunctionRun[]) {
  const succeeded = count(runs.filter(hasSucceeded))
  const newest = runs.length > 0 ? newestOf(runs) : null
  return { succeeded, failed: count(runs) - succeeded, newest }
}

function notThere(names: string[], deployed: EdgeFunction[]): Finding[] {
  const missing = names.filter((name) => !deployed.some(({ slug }) => slug === name))
  const stopped = deployed.filter(({ status }) => status === 'THROTTLED' || status === 'REMOVED')
  return [
    ...missing.map((name) => ({
      key: `function/${name}/missing`,
      severity: 'error' as const,
      detail: `There is no edge function ${name}: deploy it, or name in edgeFunctions of the configuration what it is called.`,
      subject: { function: name },
    })),
    ...stopped.map(({ slug, status }) => ({
      key: `function/${slug}/status`,
      severity: 'error' as const,
      detail: `Supabase has ${status === 'THROTTLED' ? 'throttled' : 'removed'} the edge function ${slug}, so that calls of it fail.`,
      subject: { function: slug, status },
    })),
  ]
}

function weekly(runs: FunctionRun[], { weeklyDueAt, weeklyMade, madeByCron }: Work): Finding[] {
  if (weeklyDueAt === null || madeByCron) return []
  const since = on(runs, 'weekly').filter(({ newest }) => newest >= weeklyDueAt)
  if (since.some(hasSucceeded)) return []
  const calls = since.length === 0 ? 'it was not called' : `${count(since)} calls of it failed`
  const made = weeklyMade
    ? 'the run was made by another path'
    : 'no run is on record, so that classes of the coming week may be missing'
  return [
    {
      key: 'route/weekly',
      severity: weeklyMade ? 'warning' : 'error',
      detail: `The weekly function was due on ${said(weeklyDueAt)} and has not succeeded since: ${calls}, and ${made}.`,
      subject: { dueAt: weeklyDueAt, calls: count(since), made: weeklyMade },
    },
  ]
}

function webhook(
  runs: FunctionRun[],
  { hasWebhook, studentsWritten, classesMade }: Work,
): Finding[] {
  const called = on(runs, 'webhook')
  if (!hasWebhook || studentsWritten === 0 || called.some(hasSucceeded)) return []
  const calls = called.length === 0 ? 'was not called' : `failed at each of ${count(called)} calls`
  return [
    {
      key: 'route/webhook',
      severity: 'error',
      detail: `Students were written ${studentsWritten} times (${classesMade} classes were made), and the webhook that the database has for it ${calls}.`,
      subject: { studentsWritten, classesMade, calls: count(called) },
    },
  ]
}

/** Where the database does not tell, what succeeded is all that shows that what was due was done. */
function unproven(runs: FunctionRun[], window: Window, { untold: { reason, hint } }: Untold) {
  const done = new Set(runs.filter(hasSucceeded).map(({ route }) => route))
  if (done.has('weekly') || (done.has('webhook') && !mayHoldMonday(window))) return undefined
  return { reason: `${reason}, and the calls alone do not show that work was done`, hint }
}

/** Whether it is Monday 06:00 in some zone of the earth meanwhile: from Sunday 16:00 UTC on, for 26 hours. */
function mayHoldMonday({ from, to }: Window): boolean {
  const week = 7 * 24 * hour
  // 1970 began on a Thursday.
  const firstSunday = (3 * 24 + 16) * hour
  const since = (Date.parse(to) - firstSunday) % week
  return since <= 26 * hour || Date.parse(from) < Date.parse(to) - since + 26 * hour
}
