import type { Finding } from '@rollcall/core'
import type { Answers } from '../api/answers.ts'
import type { Platform } from '../platform.ts'
import { PlatformError } from '../platform-error.ts'
import type { Unseen } from './ask-parts.ts'
import { asWord } from './project-status.ts'

type Service = Answers['health'][number]

/** What the platform says of its services. `told`: the status of each. */
type Services = {
  examined: number
  told: Record<string, string>
  findings: Finding[]
  unseen: Unseen[]
}

/** What has to be told of; without one of the first two there is no database. */
const wanted = ['db', 'db_postgres_user', 'auth', 'pooler', 'realtime', 'rest', 'storage']
const vital = new Set(['db', 'db_postgres_user'])

const names: Record<string, string> = {
  db: 'The database itself',
  db_postgres_user: "The platform's own login to the database",
  auth: 'Sign-in (auth)',
  pooler: 'The pooler',
  realtime: 'Realtime',
  rest: 'The data API (rest)',
  storage: 'Storage',
}

const ailments = new Map<string, string>([
  ['UNHEALTHY', 'is unhealthy'],
  ['COMING_UP', 'is still starting'],
])

/** Asks for the health of all services. What the platform does not tell is unseen, not well. */
export async function lookAtServices(platform: Platform): Promise<Services> {
  try {
    return judge(await platform.health())
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const { reason, hint } = error.problem
    return { examined: 0, told: {}, findings: [], unseen: [{ part: 'services', reason, hint }] }
  }
}

function judge(health: Service[]): Services {
  const services = health.filter(({ name }) => wanted.includes(name))
  const known = new Set(services.map(({ name }) => String(name)))
  return {
    examined: services.length,
    told: Object.fromEntries(services.map(({ name, status }) => [name, asWord(status)])),
    findings: services.flatMap(findingOf),
    unseen: [
      ...wanted.filter((name) => !known.has(name)).map((name) => untold(name, 'is not told')),
      ...services.filter(isUnclear).map(({ name }) => untold(name, 'is in a word that is new')),
    ],
  }
}

function findingOf({ name, status }: Service): Finding[] {
  const how = ailments.get(status)
  if (!how) return []
  return [
    {
      key: `service/${name}`,
      severity: vital.has(name) ? 'error' : 'warning',
      detail: `${names[name]} ${how}: see its logs in the dashboard, and restart the project if it stays so.`,
      subject: { service: name, status },
    },
  ]
}

function isUnclear({ status }: Service): boolean {
  return status !== 'ACTIVE_HEALTHY' && !ailments.has(status)
}

function untold(name: string, how: string): Unseen {
  return {
    part: `service ${name}`,
    reason: `The health of the service ${name} ${how}`,
    hint: 'See its health in the dashboard; if it is well there, update Rollcall.',
  }
}
