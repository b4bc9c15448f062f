import { answerFaults, descriptionOf, requestFaults } from './description/description.ts'
import type { Operation } from './description/operations.ts'
import { operationOf, type Routed } from './description/routes.ts'
import { type Asked, type Reply, refused } from './exchange.ts'
import { forbidden } from './faults.ts'
import { accountHandlers, projectHandlers } from './handlers.ts'
import type { Limits } from './limits.ts'
import { scrape } from './metrics/scrape.ts'
import { statusOf, type World } from './world.ts'

/** A request as it came. */
export type Incoming = {
  method: string
  /** Without the query. */
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  contentType: string | undefined
  body: unknown
}

/** Where a project serves its metrics; the real host's name holds the ref, ours the path. */
export const metricsPath = '/customer/v1/privileged/metrics'

/** What the API answers: known tokens, limits, described requests, permissions, then what was asked. */
export async function answer(incoming: Incoming, world: World, limits: Limits): Promise<Reply> {
  if (incoming.path.endsWith(metricsPath)) return scraped(incoming, world, limits)
  const routed = operationOf(incoming.method, incoming.path)
  if (!routed) return refused(404, `Cannot ${incoming.method} ${incoming.path}`)
  if (incoming.headers.authorization !== `Bearer ${world.token}`)
    return refused(401, 'Unauthorized')
  const { headers, refusal } = limits.count(incoming.path)
  const reply = refusal ?? (await permitted(incoming, routed, world))
  return { ...reply, headers: { ...headers, ...reply.headers } }
}

async function permitted(incoming: Incoming, routed: Routed, world: World): Promise<Reply> {
  const { operation, parameters } = routed
  const faults = requestFaults(operation, { ...incoming, parameters })
  if (faults.length > 0) return refused(400, faults.join('; '))
  const missing = missingFor(operation, world)
  if (missing.length > 0) return forbidden(missing)
  return held(operation, await carriedOut({ ...incoming, ...routed, world }))
}

/** A scenario that makes an answer what the real one can't be is a mistake of the test's. */
function held(operation: Operation, reply: Reply): Reply {
  const { status, body, type = 'application/json' } = reply
  if (type.startsWith('multipart/')) return reply
  const faults = answerFaults(operation, status, body === undefined ? body : type, body, 'open')
  if (faults.length === 0) return reply
  return refused(
    500,
    `The emulator was set to what the description rules out: ${faults.join('; ')}`,
  )
}

async function carriedOut(asked: Asked): Promise<Reply> {
  const { operation, parameters, world } = asked
  if (operation in accountHandlers) {
    return accountHandlers[operation as keyof typeof accountHandlers](asked)
  }
  const project = world.projects.get(parameters.ref ?? '')
  if (!project) return refused(404, 'Project not found')
  return projectHandlers[operation as keyof typeof projectHandlers]({ ...asked, project })
}

/** What the description doesn't say, because it knows these only from a client. */
const undescribed: Partial<Record<Operation, string[][]>> = {
  'GET /v1/projects/{ref}/analytics/endpoints/logs': [['analytics_logs_read']],
  'GET /v1/projects/{ref}/analytics/endpoints/metrics': [['analytics_usage_read']],
}

/** What the token lacks of the alternative that lacks least. */
function missingFor(operation: Operation, { permissions }: World): string[] {
  const alternatives = descriptionOf(operation).permissions ?? undescribed[operation]
  if (!permissions || !alternatives) return []
  const lacks = alternatives.map((all) => all.filter((each) => !permissions.has(each)))
  return lacks.sort((a, b) => a.length - b.length)[0] ?? []
}

/** A project's own host takes no access token but `service_role` and a secret key. */
function scraped({ path, headers }: Incoming, world: World, limits: Limits): Reply {
  const ref = path.slice(1, -metricsPath.length)
  const project = world.projects.get(ref)
  if (!project) return refused(404, 'Project not found')
  const keys = project.keys.filter(({ type, name }) => type === 'secret' || name === 'service_role')
  const known = keys.map(({ api_key: key }) => `Basic ${btoa(`service_role:${key}`)}`)
  if (!known.includes(headers.authorization ?? '')) return refused(401, 'Unauthorized')
  const { refusal } = limits.count(path)
  if (refusal) return refusal
  if (statusOf(project) !== 'ACTIVE_HEALTHY') return refused(540, 'Project paused')
  return { status: 200, body: scrape(project), type: 'text/plain; version=0.0.4' }
}
