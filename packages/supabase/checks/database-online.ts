import type { Finding, Look } from '@rollcall/core'
import type { Platform } from '../platform.ts'
import { PlatformError, type Problem } from '../platform-error.ts'
import { sessionPooler } from '../session-pooler.ts'
import { askDatabase, type DatabaseAnswer } from './ask-database.ts'
import { judged, type Unseen } from './ask-parts.ts'
import { platformCheck } from './platform-check.ts'
import { asWord, type Down, hibernating, paused, standingOf } from './project-status.ts'
import { lookAtServices } from './service-health.ts'

/**
 * The root cause of all others: what it calls an error holds their issues back. So only what keeps
 * everybody from the database is one; a service that ails beside it is a warning.
 */
export const databaseOnline = platformCheck(import.meta, {
  title: 'The project is up, its services are well, and its database answers',
  alsoStopped: true,
  async look({ platform, database }) {
    const project = await askProject(platform)
    if (project.state === 'down') return downLook(project)
    const answer = await askDatabase(database)
    return project.state === 'unanswered'
      ? lookWithoutProject(project.problem, answer)
      : lookAtProject(project.status, answer, platform)
  },
})

type Project =
  | { state: 'up' | 'unclear'; status: string }
  | { state: 'down'; status: string; standing: Down }
  | { state: 'unanswered'; problem: Problem }

async function askProject(platform: Platform): Promise<Project> {
  try {
    const { status } = await platform.project()
    const standing = standingOf(status)
    return standing.state === 'down'
      ? { state: 'down', status, standing }
      : { state: standing.state, status }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const { problem } = error
    if (problem.kind === 'paused') return { state: 'down', status: 'INACTIVE', standing: paused }
    if (problem.kind === 'hibernating')
      return { state: 'down', status: 'HIBERNATING', standing: hibernating }
    return { state: 'unanswered', problem }
  }
}

/** One cause and nothing else: that services and database are down follows from it. */
function downLook({ status, standing }: Extract<Project, { state: 'down' }>): Look {
  const { key, severity, detail } = standing
  return {
    state: 'looked',
    findings: [{ key: `project/${key}`, severity, detail, subject: { status: asWord(status) } }],
    evidence: { examined: 1, projectStatus: asWord(status) },
  }
}

/** Where Supabase could be reached but says nothing, a silent database is found all the same. */
function lookWithoutProject(problem: Problem, answer: DatabaseAnswer): Look {
  const networkWorks = problem.status !== undefined
  const found = networkWorks ? silenceOf(answer) : []
  const evidence = { examined: countOf(answer), database: told(answer) }
  return judged(found, evidence, [{ part: 'project', ...problem }])
}

async function lookAtProject(
  status: string,
  answer: DatabaseAnswer,
  platform: Platform,
): Promise<Look> {
  const services = await lookAtServices(platform)
  const unseen: Unseen[] = [...services.unseen]
  if (standingOf(status).state === 'unclear') unseen.push(unclear(status))
  if (answer.state === 'not asked') unseen.push(await notAsked(answer, platform))
  const evidence = {
    examined: 1 + services.examined + countOf(answer),
    projectStatus: asWord(status),
    services: services.told,
    database: told(answer),
  }
  return judged([...silenceOf(answer), ...services.findings], evidence, unseen)
}

function unclear(status: string): Unseen {
  return {
    part: 'project',
    reason: `Supabase gives the project a status that says nothing of how it is (${asWord(status)})`,
    hint: 'See in the dashboard whether it is up; a status that is new asks for an update of Rollcall.',
  }
}

/** Says, where Supabase does, which address of the database can be reached from wherever this runs. */
async function notAsked(
  { reason, hint }: Extract<DatabaseAnswer, { state: 'not asked' }>,
  platform: Platform,
): Promise<Unseen> {
  try {
    const { host, port, user } = sessionPooler(await platform.pooler())
    const address = `The session pooler, which is reached over IPv4 too, is at ${host}:${port}, with ${user} for the owner.`
    return { part: 'database', reason, hint: `${hint} ${address}` }
  } catch (error) {
    if (error instanceof PlatformError) return { part: 'database', reason, hint }
    throw error
  }
}

function silenceOf(answer: DatabaseAnswer): Finding[] {
  if (answer.state !== 'silent') return []
  const detail = `The database answers no query, because ${answer.why}: see its health and its logs in the dashboard, and restart it if it stays so.`
  return [{ key: 'database/unreachable', severity: 'error', detail, subject: {} }]
}

function countOf({ state }: DatabaseAnswer): number {
  return state === 'not asked' ? 0 : 1
}

function told(answer: DatabaseAnswer): unknown {
  switch (answer.state) {
    case 'answered': {
      const { version, startedAt, inRecovery } = answer
      return { version, startedAt, inRecovery }
    }
    case 'silent':
      return `no answer: ${answer.why}`
    case 'not asked':
      return 'not asked'
  }
}
