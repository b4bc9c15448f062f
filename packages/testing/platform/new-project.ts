import type { Json } from './exchange.ts'
import { sha256, uuidOf } from './ids.ts'
import { emptyLogStore } from './logs/logs.ts'
import { loadHistory } from './metrics/load.ts'
import { recordedBody } from './recorded.ts'
import type { Backups, Clock, Project } from './world.ts'

const day = 24 * 60 * 60 * 1000

/** A project as a paid plan has it: all well, with seven daily backups. */
export function newProject(ref: string, name: string, region: string, clock: Clock): Project {
  const now = clock()
  return {
    clock,
    id: Number.parseInt(sha256(ref).slice(0, 6), 16),
    ref,
    name,
    region,
    createdAt: new Date(now).toISOString(),
    status: 'ACTIVE_HEALTHY',
    becomes: undefined,
    services: {},
    functions: [],
    secrets: [],
    keys: keysOf(ref, new Date(now).toISOString()),
    hasLegacyKeys: true,
    backups: dailyBackups(now),
    backupTime: '03:00:00',
    lints: { security: [], performance: [] },
    logs: emptyLogStore(),
    load: loadHistory(clock),
    network: {
      dbAllowedCidrs: ['0.0.0.0/0'],
      dbAllowedCidrsV6: ['::/0'],
      banned: [],
      isSslEnforced: true,
    },
    disk: { size_gb: 8, usedBytes: 2 * 1024 ** 3, iops: 3000, throughput_mibps: 125 },
    isReadOnly: false,
    readOnlyOverriddenUntil: 0,
    settings: settingsOf(ref, region),
  }
}

function keysOf(ref: string, at: string): Json[] {
  const made = { inserted_at: at, updated_at: at, description: null }
  return recordedBody<Json[]>('GET /v1/projects/{ref}/api-keys').map((key, index) => {
    const value = `${key.type === 'legacy' ? 'legacy' : `sb_${key.type}`}_${key.name}_of_${ref}`
    const own = { ...key, api_key: value, hash: sha256(value), prefix: value.slice(0, 15) }
    return key.type === 'legacy' ? own : { ...own, ...made, id: uuidOf(`${ref}/key/${index}`) }
  })
}

function dailyBackups(now: number): Backups {
  const last = Math.floor(now / day) * day + 3 * 60 * 60 * 1000
  const newest = last <= now ? last : last - day
  const times = Array.from({ length: 7 }, (_, index) => newest - index * day)
  return {
    pitr_enabled: false,
    walg_enabled: true,
    backups: times.map((at, index) => ({
      id: 7 - index,
      is_physical_backup: true,
      status: 'COMPLETED',
      inserted_at: new Date(at).toISOString(),
    })),
    physical_backup_data: {},
  }
}

/** What was recorded, with the fields that the description asks for and the recording hadn't yet. */
function settingsOf(ref: string, region: string): Project['settings'] {
  const storage = recordedBody<Json>('GET /v1/projects/{ref}/config/storage')
  const [pooler = {}] = recordedBody<Json[]>('GET /v1/projects/{ref}/config/database/pooler')
  const host = `aws-0-${region}.pooler.supabase.com`
  const address = `postgresql://postgres.${ref}:[YOUR-PASSWORD]@${host}:6543/postgres`
  return {
    auth: {
      ...recordedBody<Json>('GET /v1/projects/{ref}/config/auth'),
      nimbus_oauth_email_optional: false,
    },
    postgres: recordedBody('GET /v1/projects/{ref}/config/database/postgres'),
    storage: {
      ...storage,
      features: { ...(storage.features as Json), purgeCache: { enabled: true } },
      capabilities: { ...(storage.capabilities as Json), object_versioning: false },
    },
    postgrest: {
      ...recordedBody<Json>('GET /v1/projects/{ref}/postgrest'),
      db_pool_acquisition_timeout: null,
      db_pool_max_lifetime: null,
      db_pool_max_idletime: null,
    },
    pooler: {
      ...pooler,
      identifier: ref,
      db_user: `postgres.${ref}`,
      db_host: host,
      connection_string: address,
      connectionString: address,
    },
    addons: recordedBody('GET /v1/projects/{ref}/billing/addons'),
  }
}
