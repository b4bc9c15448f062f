import type { Finding } from '@rollcall/core'
import { type FunctionRun, logQueries } from '../logs/queries.ts'
import type { Platform } from '../platform.ts'
import {
  byFunction,
  type CallsOfFunction,
  callsIn,
  count,
  type EdgeFunction,
  newestOf,
  obstacleToCalls,
  said,
} from './edge-functions.ts'
import { platformCheck } from './platform-check.ts'
import { concluded, provenLogs } from './proven-logs.ts'

/**
 * Calls of edge functions that failed (5xx), or that were refused so often (4xx) that whoever calls
 * is set up wrongly. A finding is one function and one status, with the newest calls as samples.
 */
export const edgeFunctionErrors = platformCheck(import.meta, {
  title: 'No edge function fails or refuses its callers',
  async look(context) {
    const { thresholds } = context.config
    const limits = {
      failedShare: thresholds.edgeFunctionFailedShare,
      refusedShare: thresholds.edgeFunctionRefusedShare,
      refusedCalls: thresholds.edgeFunctionRefusedCalls,
    }
    const { platform } = context
    const proof = await provenLogs(context)
    const deployed = await platform.functions()
    const answer = await callsIn(platform, proof.window)
    if (deployed.length === 0 && answer.rows.length === 0 && !proof.gap) {
      return {
        state: 'skipped',
        reason: 'The project has no edge functions',
        evidence: proof.evidence,
      }
    }
    const called = byFunction(answer.rows, deployed)
    const bad = called.flatMap((each) => errorsOf(each, limits))
    const findings = await withSamples(bad, platform, deployed)
    const evidence = {
      functions: deployed.length,
      calls: count(answer.rows),
      byFunction: Object.fromEntries(called.map((each) => [each.name, byStatus(each.runs)])),
    }
    return concluded(proof, { findings, evidence, obstacle: obstacleToCalls(answer) })
  },
})

type Limits = { failedShare: number; refusedShare: number; refusedCalls: number }
type Bad = { name: string; status: number; newest: string; finding: Finding }

function errorsOf({ name, calls, runs }: CallsOfFunction, limits: Limits): Bad[] {
  const failedShare = count(runs.filter(({ status }) => status >= 500)) / calls
  return [...Map.groupBy(runs, ({ status }) => status)].flatMap(([status, own]) => {
    const times = count(own)
    const isRefused = times >= limits.refusedCalls && times / calls >= limits.refusedShare
    if (status < 400 || (status < 500 && !isRefused)) return []
    const newest = newestOf(own)
    const severity = failedShare >= limits.failedShare && status >= 500 ? 'error' : 'warning'
    const detail = `Edge function ${name} answered ${status} to ${times} of ${calls} calls, last on ${said(newest)}${meaning(status)}.`
    const subject = { function: name, status, calls: times, of: calls, newest }
    const key = `function/${name}/${status}`
    return [{ name, status, newest, finding: { key, severity, detail, subject } }]
  })
}

/** https://supabase.com/docs/guides/functions/status-codes */
const meanings: Record<number, string> = {
  401: 'whoever calls sends no key or a wrong one',
  404: 'whoever calls asks for what is not there',
  500: 'an exception was not caught, or the function says so itself',
  503: 'it could not start',
  504: 'it gave no answer within 150 seconds',
  546: 'it used up its memory or its processor time',
}

function meaning(status: number): string {
  return meanings[status] ? `: ${meanings[status]}` : ''
}

function byStatus(runs: FunctionRun[]): Record<string, number> {
  const groups = Map.groupBy(runs, ({ status }) => String(status))
  return Object.fromEntries([...groups].map(([status, own]) => [status, count(own)]))
}

const samplesEach = 3

/** Of the hour before the newest failure, one call for all: by these ids the dashboard shows the rest. */
async function withSamples(bad: Bad[], platform: Platform, deployed: EdgeFunction[]) {
  const newest = bad
    .map((each) => each.newest)
    .sort()
    .at(-1)
  if (newest === undefined) return []
  const end = Date.parse(newest)
  const window = {
    from: new Date(end - 60 * 60 * 1000).toISOString(),
    to: new Date(end + 60 * 1000).toISOString(),
  }
  const { rows } = await platform.logs(window, logQueries.functionFailures)
  return bad.map(({ name, status, finding }) => {
    const id = deployed.find(({ slug }) => slug === name)?.id ?? name
    const samples = rows
      .filter((row) => row.function_id === id && row.status === status)
      .slice(0, samplesEach)
      .map((row) => ({
        at: row.timestamp,
        method: word(row.method),
        execution: word(row.execution_id),
      }))
    return { ...finding, subject: { ...finding.subject, samples } }
  })
}

/** A method or an id, and never anything else that a caller could have written there. */
function word(text: string): string | null {
  return /^[\w-]{1,64}$/.test(text) ? text : null
}
