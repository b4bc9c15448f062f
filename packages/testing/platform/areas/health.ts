import { type Answering, type Json, refused, replied } from '../exchange.ts'
import { type Project, type ServiceName, type ServiceState, statusOf } from '../world.ts'

/** What a service tells of itself while it runs. */
const running: Partial<Record<ServiceName, Json>> = {
  auth: {
    name: 'GoTrue',
    version: 'v2.180.0',
    description: 'GoTrue is a user registration and authentication API',
  },
  realtime: {
    healthy: true,
    db_connected: true,
    replication_connected: true,
    connected_cluster: 1,
  },
  rest: { db_schema: 'public,graphql_public' },
}

const known = [
  'auth',
  'db',
  'db_postgres_user',
  'pooler',
  'realtime',
  'rest',
  'storage',
  'pg_bouncer',
]

/** The services that were asked for, in the order of their naming. */
export const readHealth: Answering = ({ project, query }) => {
  const asked = query.getAll('services').flatMap((names) => names.split(','))
  const stranger = asked.find((name) => !known.includes(name))
  if (stranger !== undefined) {
    return refused(400, `services: there is no "${stranger}", only ${known.join(', ')}`)
  }
  return replied(
    200,
    asked.map((name) => healthOf(project, name as ServiceName)),
  )
}

function healthOf(project: Project, name: ServiceName): Json {
  const { status, error } = project.services[name] ?? stateBy(statusOf(project))
  const healthy = status === 'ACTIVE_HEALTHY'
  return {
    name,
    healthy,
    status,
    ...(healthy && running[name] && { info: running[name] }),
    ...(error !== undefined && { error }),
  }
}

/** How a service is that shares its project's fate. */
function stateBy(status: string): ServiceState {
  if (status === 'ACTIVE_HEALTHY') return { status }
  if (/^(COMING_UP|RESTORING|RESTARTING|UPGRADING|RESIZING)$/.test(status)) {
    return { status: 'COMING_UP' }
  }
  return { status: 'UNHEALTHY', error: `Project is ${status}` }
}
