import type { Answers } from './api/answers.ts'
import type { OperationName } from './api/operations.ts'
import { call, callForText, malformed } from './call.ts'
import { type Access, supabaseEndpoint } from './environment.ts'
import { logsArrive } from './logs/logs-arrive.ts'
import { queryLogs } from './logs/query-logs.ts'
import { loadBetween } from './metrics/load.ts'
import { parseMetrics } from './metrics/parse-metrics.ts'
import { type Pace, processPace } from './pace.ts'
import type { Plain, Platform } from './platform.ts'
import { type Fetch, rest, type Wire } from './send.ts'

export type PlatformOptions = Omit<Access, 'endpoint'> & {
  endpoint?: string
  /** Ends every call. */
  signal?: AbortSignal
  fetch?: Fetch
  /** All clients of a process share one unless said. */
  pace?: Pace
  /** For how long one try may take, in milliseconds. */
  timeout?: number
  /** After how long a call is not tried again, in milliseconds; a limit of theirs lasts a minute. */
  patience?: number
}

const services = ['auth', 'db', 'db_postgres_user', 'pooler', 'realtime', 'rest', 'storage']

/**
 * A client of one project in the Management API, for one run: what takes no argument, and the proof
 * that logs arrive, is asked once and remembered (a failure is not), so that checks that look at
 * the same thing see the same and don't add calls. Every function throws PlatformError, and keeps
 * the known limits across the process.
 */
export function connectPlatform(options: PlatformOptions): Platform {
  const wire = wireOf(options)
  const remember = memory()
  const plain = <Name extends OperationName>(name: Name) => remember(name, () => call(wire, name))
  const organizationPath = async () => ({
    path: { slug: (await plain('project')).organization_slug },
  })
  const metrics = async () => {
    const samples = parseMetrics(await callForText(wire, 'metrics', { kind: 'metrics' }))
    if (!samples) throw malformed('metrics', 'is not in the text format of Prometheus')
    return samples
  }
  return {
    ...plainCalls(plain),
    ref: wire.ref,
    health: () =>
      remember('health', () => call(wire, 'health', { query: { services: services.join(',') } })),
    functionStatistics: async (query) =>
      resultOf('functionStatistics', await call(wire, 'functionStatistics', { query })),
    apiCounts: async ({ interval } = {}) => {
      const query = interval ? { interval } : {}
      return resultOf('apiCounts', await call(wire, 'apiCounts', { query }))
    },
    logs: (window, query) => queryLogs(wire, window, query),
    logsArrive: (window) =>
      remember(`logs ${window.from} ${window.to}`, () => logsArrive(wire, window)),
    metrics,
    load: async (seconds = 60) => {
      const earlier = await metrics()
      await rest(wire, seconds * 1000)
      return loadBetween(earlier, await metrics(), wire.ref)
    },
    organization: () =>
      remember('organization', async () => call(wire, 'organization', await organizationPath())),
    entitlements: () =>
      remember('entitlements', async () => {
        const { entitlements } = await call(wire, 'entitlements', await organizationPath())
        return entitlements
      }),
  }
}

function wireOf(options: PlatformOptions): Wire {
  const { endpoint = supabaseEndpoint, fetch: fetcher = fetch, pace = processPace } = options
  const { token, ref, timeout = 20_000, patience = 90_000, signal } = options
  const wire = { token, ref, endpoint, fetch: fetcher, pace, timeout, patience }
  return signal ? { ...wire, signal } : wire
}

function plainCalls(plain: <Name extends Plain>(name: Name) => Promise<Answers[Name]>) {
  return {
    project: () => plain('project'),
    functions: () => plain('functions'),
    secrets: () => plain('secrets'),
    apiKeys: () => plain('apiKeys'),
    backups: () => plain('backups'),
    backupSchedule: () => plain('backupSchedule'),
    securityAdvisors: () => plain('securityAdvisors'),
    performanceAdvisors: () => plain('performanceAdvisors'),
    apiRequestsCount: () => plain('apiRequestsCount'),
    disk: () => plain('disk'),
    diskUse: () => plain('diskUse'),
    diskAutoscale: () => plain('diskAutoscale'),
    readOnly: () => plain('readOnly'),
    authConfig: () => plain('authConfig'),
    postgrestConfig: () => plain('postgrestConfig'),
    postgresConfig: () => plain('postgresConfig'),
    pooler: () => plain('pooler'),
    networkRestrictions: () => plain('networkRestrictions'),
    networkBans: () => plain('networkBans'),
    sslEnforcement: () => plain('sslEnforcement'),
    addons: () => plain('addons'),
  }
}

/** Neither an error nor a result is no answer, least of all "nothing happened". */
function resultOf<Row>(name: OperationName, { result }: { result?: Row[] | undefined }): Row[] {
  if (!result) throw malformed(name, 'has neither a result nor an error')
  return result
}

function memory() {
  const answers = new Map<string, Promise<unknown>>()
  return <Value>(key: string, ask: () => Promise<Value>): Promise<Value> => {
    const known = answers.get(key) as Promise<Value> | undefined
    if (known) return known
    const asked = ask()
    answers.set(key, asked)
    asked.catch(() => answers.delete(key))
    return asked
  }
}
