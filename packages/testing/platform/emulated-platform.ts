import type { Lint } from './areas/advisors.ts'
import type { Fault } from './faults.ts'
import type { LogEvent } from './logs/logs.ts'
import type { Load } from './metrics/load.ts'
import type { Call } from './server.ts'
import type {
  Backups,
  Clock,
  Disk,
  EdgeFunction,
  Network,
  Plan,
  ServiceName,
  ServiceState,
} from './world.ts'

export type PlatformOptions = {
  /** The address of a Postgres that stands for the projects' own. */
  database?: string
  /** Where it listens; a port that is free unless given. */
  port?: number
  /** How long a project takes from one status to the next, in milliseconds; 2000 unless given. */
  transition?: number
  /** What time it is there; `Date` tells unless given. */
  clock?: Clock
}

export type Platform = {
  /** What goes into `SUPABASE_API_ENDPOINT`. */
  url: string
  /** What goes into `SUPABASE_ACCESS_TOKEN`. */
  token: string
  /** What goes into `SUPABASE_PROJECT_REF`. */
  ref: string
  /** The slug of the one organization, to make projects in. */
  organization: string
  /** Where the project serves its metrics, and the key that opens them for `service_role`. */
  metricsUrl: string
  secretKey: string
  /** Every call since the start or the last reset, in the order of their coming. */
  calls: Call[]
  /** Arms one fault, that is used up by the first call that it fits, unless it lasts. */
  fail(fault: Fault): void
  /** Disarms the faults that last. */
  endFaults(): void
  /**
   * From now on what was once recorded of the real API is answered, to every GET that was; faults
   * that were armed before come first.
   */
  replay(): void
  /** From now on the limits are held: 120 calls a minute, 10 queries of logs, 10 scrapes. */
  enforceLimits(): void
  /** From now on the token may do only this, as the description calls it; everything without a list. */
  tokenMay(permissions?: string[]): void
  planIs(plan: Plan): void
  /** `INACTIVE` is a paused one, `RESTORING` one on its way back; other words are allowed, too. */
  projectIs(status: string): void
  /** How services are that aren't as their project. */
  services: { set(services: Partial<Record<ServiceName, ServiceState>>): void }
  load: { set(load: Partial<Load>): void; restart(): void }
  disk: { set(disk: Partial<Disk>): void }
  /** As a disk that is nearly full makes it: nothing can be written until it is off or overridden. */
  readOnly(isReadOnly: boolean): void
  logs: {
    add(events: LogEvent[]): void
    /** From now on nothing that happens after this instant arrives; without one all does again. */
    outage(since?: string): void
  }
  /** Adds functions that are deployed, or replaces those of the same slug. */
  functions: { set(functions: (Partial<EdgeFunction> & { slug: string })[]): void }
  secrets: { set(secrets: Record<string, string>): void }
  backups: { set(backups: Partial<Backups>): void }
  advisors: { set(lints: { security?: Lint[]; performance?: Lint[] }): void }
  network: { set(network: Partial<Network>): void }
  /** Fields of the pooler's description, such as `db_host` and `db_port`. */
  pooler: { set(fields: Record<string, unknown>): void }
  /** Everything as after the start: one healthy project, no faults, no calls. */
  reset(): void
  stop(): Promise<void>
}
