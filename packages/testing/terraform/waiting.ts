import { setTimeout as wait } from 'node:timers/promises'
import { type Api, jsonOf, TerraformError } from './api.ts'

/** What the provider waits for at most, in milliseconds, unless `timeouts` says otherwise. */
const patience = 5 * 60_000

const ended = ['GOING_DOWN', 'INIT_FAILED', 'REMOVED', 'INACTIVE', 'PAUSE_FAILED', 'RESTORE_FAILED']

const services = [
  'auth',
  'db',
  'db_postgres_user',
  'pg_bouncer',
  'pooler',
  'realtime',
  'rest',
  'storage',
]

type Health = { name: string; status: string; error?: string }

/** @returns the milliseconds of a duration as Go writes it, `1h30m`. */
export function timeoutOf(timeouts: unknown, operation: 'create' | 'update'): number {
  const given = (timeouts as Record<string, string> | null)?.[operation]
  if (!given) return patience
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
  const parts = [...given.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (parts.map(([part]) => part).join('') !== given) {
    throw new TerraformError('Timeout Cannot Be Parsed', `timeouts.${operation} is "${given}"`)
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
}

/** Waits until a project is ACTIVE_HEALTHY; not for one that will never be. */
export async function waitForProject(api: Api, ref: string, timeout: number): Promise<void> {
  await poll(api, timeout, `Project Not Ready: Project ${ref}`, async () => {
    const status = await statusOf(api, ref)
    if (ended.includes(status)) {
      throw new TerraformError('Project Not Ready', `project ${ref} in terminal state: ${status}`)
    }
    return status === 'ACTIVE_HEALTHY'
  })
}

/** A branch has a ref, too, under which no project is found. */
async function statusOf(api: Api, ref: string): Promise<string> {
  const answer = await api.call('GET', `/v1/projects/${ref}`)
  if (answer.status !== 404) return jsonOf<{ status: string }>(answer, 200, 'read project').status
  const branch = await api.call('GET', `/v1/branches/${ref}`)
  return jsonOf<{ status: string }>(branch.status === 404 ? answer : branch, 200, 'read project')
    .status
}

/** Waits until all services of a project are up; that of the data API only if it is switched on. */
export async function waitForServices(api: Api, ref: string, timeout: number): Promise<void> {
  await poll(api, timeout, `Project Services Unhealthy: Project ${ref}`, async () => {
    const asked = (await isDataApiOff(api, ref))
      ? services.filter((name) => name !== 'rest')
      : services
    const query = asked.map((name) => `services=${name}`).join('&')
    const answer = await api.call('GET', `/v1/projects/${ref}/health?${query}`)
    const health = jsonOf<Health[]>(answer, 200, `read the health of project ${ref}`)
    const broken = health.filter((service) => service.status === 'UNHEALTHY' && !isPassing(service))
    if (broken.length > 0) {
      const which = broken
        .map(({ name, error }) => `unhealthy service ${name}: ${error}`)
        .join('\n')
      throw new TerraformError('Project Services Unhealthy', which)
    }
    return health.every(({ status }) => status !== 'COMING_UP' && status !== 'UNHEALTHY')
  })
}

async function isDataApiOff(api: Api, ref: string): Promise<boolean> {
  const { status, json } = await api.call('GET', `/v1/projects/${ref}/postgrest`)
  return status === 200 && (json as { db_schema?: string }).db_schema?.trim() === ''
}

/** What a service says while its project is still being set up. */
function isPassing({ name, error = '' }: Health): boolean {
  const said = reasonIn(error)
  return (
    said === `Failed to retrieve project's ${name} service health` ||
    (name === 'pooler' && said === 'not found')
  )
}

function reasonIn(error: string): string {
  try {
    return JSON.parse(error).error
  } catch {
    return error
  }
}

/** Looks again and again, at first ten times a second, in the end each ten seconds. */
export async function poll(
  api: Api,
  timeout: number,
  who: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + timeout
  for (let pause = 100; !(await isDone()); pause = Math.min(2 * pause, 10_000)) {
    if (performance.now() + pause > end) {
      throw new TerraformError(who, `did not become active within ${timeout / 1000} s`)
    }
    await wait(pause, undefined, { signal: api.signal })
  }
}
