import type { Finding } from '@rollcall/core'
import type { FunctionRun } from '../logs/queries.ts'
import {
  byFunction,
  type CallsOfFunction,
  callsIn,
  count,
  newestOf,
  obstacleToCalls,
  said,
} from './edge-functions.ts'
import { medianOf, percentileOf, seriesOf } from './history.ts'
import { type Measured, measuredCheck } from './measured-check.ts'
import { concluded, fieldMissing, provenLogs } from './proven-logs.ts'

/** How far back a function's own history is read, in days, and how many looks it takes to be one. */
const historyDays = 28
const fewestLooks = 5

/**
 * How long edge functions take, by percentiles: against what a caller waits for, against the
 * platform's limit, and against their own earlier looks. Times are the lower ends of steps, so that
 * none is overstated.
 */
export const edgeFunctionLatency = measuredCheck(import.meta, {
  title: 'Edge functions answer in time, and no slower than they did',
  async look(context) {
    const { thresholds } = context.config
    const limits = {
      fewestCalls: thresholds.edgeFunctionLatencyCalls,
      slowMs: thresholds.edgeFunctionSlowMs,
      factor: thresholds.edgeFunctionLatencyFactor,
      slowerMs: thresholds.edgeFunctionLatencyMs,
    }
    const { platform } = context
    const proof = await provenLogs(context)
    const deployed = await platform.functions()
    if (deployed.length === 0) {
      return { state: 'skipped', reason: 'The project has no edge functions' }
    }
    const answer = await callsIn(platform, proof.window)
    const timed = answer.rows.filter((run) => run.timed > 0)
    const untimed = count(answer.rows) - count(timed)
    const history = await seriesOf(context, 'edge-function-latency', historyDays)
    const seen = byFunction(timed, deployed).map((each) =>
      judgedTimes(each, limits, history?.get(`${each.name}/p95`) ?? []),
    )
    const obstacle =
      untimed > 0 ? fieldMissing('execution_time_ms', untimed) : obstacleToCalls(answer)
    const evidence = {
      functions: deployed.length,
      calls: count(answer.rows),
      history: history ? `of ${historyDays} days` : 'none: the database does not tell',
      times: Object.fromEntries(seen.map(({ name, times }) => [name, times])),
    }
    const findings = seen.flatMap((each) => each.findings)
    const measured: Measured = Object.assign({}, ...seen.map((each) => each.measured))
    return { ...concluded(proof, { findings, evidence, obstacle }), measured }
  },
})

type Limits = { fewestCalls: number; slowMs: number; factor: number; slowerMs: number }

/**
 * A request without an answer after 150 s is ended: https://supabase.com/docs/guides/functions/limits.
 * At four fifths of that the next one may be.
 */
const limitMs = 150_000
const nearLimitMs = 0.8 * limitMs

function judgedTimes(
  { name, calls, runs }: CallsOfFunction,
  limits: Limits,
  history: { value: number }[],
) {
  const steps = runs.map(({ milliseconds, calls: times }) => ({ value: milliseconds, times }))
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentileOf(steps, share)) as [
    number,
    number,
    number,
  ]
  const isEnough = calls >= limits.fewestCalls
  const usual =
    history.length >= fewestLooks ? medianOf(history.map(({ value }) => value)) : undefined
  const times = { calls, p50, p95, p99, usualP95: usual ?? null, looksBefore: history.length }
  const findings = [
    ...nearLimit(name, runs),
    ...(isEnough ? slow(name, { p95, calls }, limits.slowMs) : []),
    ...(isEnough && usual !== undefined ? slower(name, { p95, usual }, limits) : []),
  ]
  const parts = { p50, p95, p99, calls }
  const measured = Object.fromEntries(
    Object.entries(isEnough ? parts : {}).map(([part, value]) => [`${name}/${part}`, value]),
  )
  return { name, times, findings, measured }
}

function nearLimit(name: string, runs: FunctionRun[]): Finding[] {
  const late = runs.filter(({ milliseconds }) => milliseconds >= nearLimitMs)
  if (late.length === 0) return []
  const newest = newestOf(late)
  return [
    {
      key: `function/${name}/limit`,
      severity: 'error',
      detail: `${count(late)} calls of edge function ${name} took two minutes or more, last on ${said(newest)}: after 150 seconds Supabase ends a request that has no answer.`,
      subject: { function: name, calls: count(late), newest },
    },
  ]
}

function slow(name: string, { p95, calls }: { p95: number; calls: number }, slowMs: number) {
  if (p95 < slowMs) return []
  const finding: Finding = {
    key: `function/${name}/slow`,
    severity: 'warning',
    detail: `One in twenty of ${calls} calls of edge function ${name} took ${p95} ms or more; ${slowMs} ms is the limit.`,
    subject: { function: name, p95, calls },
  }
  return [finding]
}

function slower(name: string, { p95, usual }: { p95: number; usual: number }, limits: Limits) {
  if (p95 < usual * limits.factor || p95 - usual < limits.slowerMs) return []
  const finding: Finding = {
    key: `function/${name}/slower`,
    severity: 'warning',
    detail: `One in twenty calls of edge function ${name} took ${p95} ms or more, where ${usual} ms were usual.`,
    subject: { function: name, p95, usual },
  }
  return [finding]
}
