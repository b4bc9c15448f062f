import type { Json } from './exchange.ts'
import type { LogStore } from './logs/logs.ts'
import type { LoadHistory } from './metrics/load.ts'

/** What time it is, in milliseconds since 1970. */
export type Clock = () => number

export type Plan = 'free' | 'pro' | 'team' | 'enterprise'

export type ServiceName =
  | 'auth'
  | 'db'
  | 'db_postgres_user'
  | 'pooler'
  | 'realtime'
  | 'rest'
  | 'storage'
  | 'pg_bouncer'

/** What a service says of itself where it isn't as its project. */
export type ServiceState = { status: string; error?: string }

export type EdgeFunction = {
  id: string
  slug: string
  name: string
  status: string
  version: number
  /** Milliseconds since 1970. */
  created_at: number
  updated_at: number
  verify_jwt: boolean
  import_map: boolean
  entrypoint_path: string
  import_map_path?: string
  ezbr_sha256: string
  /** What was deployed, by path; one file without a path where a bundle came. */
  files: Record<string, string>
}

type Secret = { name: string; value: string; updated_at: string }

type Backup = {
  id: number
  is_physical_backup: boolean
  status: string
  inserted_at: string
}

export type Backups = {
  pitr_enabled: boolean
  walg_enabled: boolean
  backups: Backup[]
  /** Seconds since 1970; none before the first physical backup. */
  physical_backup_data: {
    earliest_physical_backup_date_unix?: number
    latest_physical_backup_date_unix?: number
  }
}

type Lints = { security: Json[]; performance: Json[] }

export type Network = {
  dbAllowedCidrs: string[]
  dbAllowedCidrsV6: string[]
  banned: string[]
  isSslEnforced: boolean
}

export type Disk = { size_gb: number; usedBytes: number; iops: number; throughput_mibps: number }

export type Project = {
  clock: Clock
  id: number
  ref: string
  name: string
  region: string
  createdAt: string
  /** One of those described, or one that came later. */
  status: string
  /** What the status becomes, and when, in milliseconds since 1970. */
  becomes: { status: string; at: number } | undefined
  services: Partial<Record<ServiceName, ServiceState>>
  functions: EdgeFunction[]
  secrets: Secret[]
  keys: Json[]
  hasLegacyKeys: boolean
  backups: Backups
  backupTime: string
  lints: Lints
  logs: LogStore
  load: LoadHistory
  network: Network
  disk: Disk
  isReadOnly: boolean
  /** Until when read-only mode is off in spite of a full disk, in milliseconds since 1970. */
  readOnlyOverriddenUntil: number
  settings: {
    auth: Json
    postgres: Json
    storage: Json
    postgrest: Json
    pooler: Json
    addons: Json
  }
}

export type World = {
  clock: Clock
  organization: { id: string; slug: string; name: string; plan: Plan }
  projects: Map<string, Project>
  /** The only token that is known. */
  token: string
  /** What it may, as the description calls it; all unless it is limited. */
  permissions: Set<string> | undefined
  /** The address of the Postgres that stands for the projects' own. */
  database: string | undefined
  /** How long a project takes from one status to the next, in milliseconds. */
  transition: number
}

/** The status of now: what was under way may be done meanwhile. */
export function statusOf(project: Project): string {
  if (project.becomes && project.clock() >= project.becomes.at) {
    project.status = project.becomes.status
    project.becomes = undefined
  }
  return project.status
}

/** From now on the project is on its way from one status to another. */
export function goes(project: Project, through: string, to: string, transition: number) {
  project.status = through
  project.becomes = { status: to, at: project.clock() + transition }
}
