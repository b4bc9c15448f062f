import { faultsOnDemand } from '../http/faults-on-demand.ts'
import { answer, metricsPath } from './answer.ts'
import type { Platform, PlatformOptions } from './emulated-platform.ts'
import { type Fault, recordedFaults } from './faults.ts'
import { platformLimits } from './limits.ts'
import { newProject } from './new-project.ts'
import { setFunctions, setLints, setSecrets } from './scenario-setters.ts'
import { type Call, startServer } from './server.ts'
import type { World } from './world.ts'

export type { Lint } from './areas/advisors.ts'
export type { Platform, PlatformOptions } from './emulated-platform.ts'
export type { Fault } from './faults.ts'
export type { LogEvent } from './logs/logs.ts'
export type { Load } from './metrics/load.ts'
export type { Call } from './server.ts'
export { type Variation, variationsOf } from './variations.ts'
export type {
  Backups,
  Disk,
  EdgeFunction,
  Network,
  Plan,
  ServiceName,
  ServiceState,
} from './world.ts'

const ref = 'rollcallschoolonline'
const organization = 'rollcall-school'
// In the form of a personal access token, which clients look at.
const token = `sbp_${'0123456789abcdef'.repeat(2)}01234567`

/**
 * A Supabase of our own for tests and the demonstration: a Management API that keeps state, is held
 * to the published description, and breaks on demand. It runs in this process and asks `Date` for
 * the time unless it is given a clock, so that a test's fixed clock is its clock, too. README.md says
 * what was assumed.
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const calls: Call[] = []
  const faults = faultsOnDemand<Fault>()
  const limits = platformLimits(options.clock ?? today)
  let { world, project } = newWorld(options)
  const server = await startServer(
    calls,
    faults,
    (incoming) => answer(incoming, world, limits),
    options.port ?? 0,
  )

  return {
    url: server.url,
    token,
    ref,
    organization,
    metricsUrl: `${server.url}/${ref}${metricsPath}`,
    secretKey: `sb_secret_default_of_${ref}`,
    calls,
    fail: faults.arm,
    endFaults: faults.clear,
    replay: () => recordedFaults().forEach(faults.arm),
    enforceLimits: limits.enforce,
    tokenMay: (permissions) =>
      void Object.assign(world, { permissions: permissions && new Set(permissions) }),
    planIs: (plan) => void Object.assign(world.organization, { plan }),
    projectIs: (status) => void Object.assign(project, { status, becomes: undefined }),
    services: { set: (services) => void Object.assign(project, { services }) },
    load: { set: (load) => project.load.set(load), restart: () => project.load.restart() },
    disk: { set: (disk) => void Object.assign(project.disk, disk) },
    readOnly: (isReadOnly) => void Object.assign(project, { isReadOnly }),
    logs: {
      add: (events) => project.logs.add(events),
      outage: (since) => project.logs.outage(since),
    },
    functions: { set: (functions) => setFunctions(project, functions) },
    secrets: { set: (secrets) => setSecrets(project, secrets) },
    backups: { set: (backups) => void Object.assign(project.backups, backups) },
    advisors: { set: (lints) => setLints(project, lints) },
    network: { set: (network) => void Object.assign(project.network, network) },
    pooler: { set: (fields) => void Object.assign(project.settings.pooler, fields) },
    reset: () => {
      ;({ world, project } = newWorld(options))
      calls.length = 0
      faults.clear()
      limits.clear()
    },
    stop: server.stop,
  }
}

const day = 24 * 60 * 60 * 1000

/** As a test's fixed clock has it, which replaces `Date`. */
const today = () => Date.now()

function newWorld({ database, transition = 2000, clock = today }: PlatformOptions) {
  // Whatever the time is, the project has had its backups for a while.
  const made = Math.min(Date.parse('2026-01-05T09:00:00Z'), clock() - 30 * day)
  const project = newProject(ref, 'school', 'eu-west-1', clock)
  project.createdAt = new Date(made).toISOString()
  const world: World = {
    clock,
    organization: { id: organization, slug: organization, name: 'School', plan: 'pro' },
    projects: new Map([[ref, project]]),
    token,
    permissions: undefined,
    database,
    transition,
  }
  return { world, project }
}
