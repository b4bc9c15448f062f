import { type Answering, type Json, replied } from '../exchange.ts'
import { addons } from './addons.ts'

type Name = 'auth' | 'postgres' | 'storage' | 'postgrest'

const setPostgres = written('postgres', 'restart_database')

export const settings = {
  auth: read('auth'),
  setAuth: written('auth'),
  postgres: read('postgres'),
  setPostgres,
  /** What was set before and is not named is as Supabase has it again. */
  replacePostgres: (asked) => {
    asked.project.settings.postgres = {}
    return setPostgres(asked)
  },
  storage: read('storage'),
  setStorage: (asked) => {
    merge(asked.project.settings.storage, asked.body as Json)
    return replied(200)
  },
  postgrest: read('postgrest'),
  setPostgrest: (asked) => {
    merge(asked.project.settings.postgrest, asked.body as Json)
    const { jwt_secret, ...told } = asked.project.settings.postgrest
    return replied(200, told)
  },
  pooler: ({ project }) => replied(200, [project.settings.pooler]),
  setPooler: ({ project, body }) => {
    Object.assign(project.settings.pooler, body)
    const { default_pool_size = null, pool_mode } = project.settings.pooler
    return replied(200, { default_pool_size, pool_mode })
  },
  ...addons,
  password: () => replied(200, { message: 'Successfully updated database password' }),
  disk: ({ project }) => {
    const { size_gb, iops, throughput_mibps } = project.disk
    const attributes = { type: 'gp3', size_gb, iops, throughput_mibps }
    return replied(200, { attributes, last_modified_at: project.createdAt })
  },
  setDisk: ({ project, body }) => {
    const { attributes } = body as { attributes: Partial<typeof project.disk> }
    const { size_gb, iops, throughput_mibps } = { ...project.disk, ...attributes }
    Object.assign(project.disk, { size_gb, iops, throughput_mibps })
    return replied(201)
  },
  autoscale: () => replied(200, { growth_percent: 50, min_increment_gb: 4, max_size_gb: 61_440 }),
  diskUse: ({ project }) => {
    const size = project.disk.size_gb * 1024 ** 3
    const used = Math.min(size, project.disk.usedBytes)
    const metrics = { fs_size_bytes: size, fs_avail_bytes: size - used, fs_used_bytes: used }
    return replied(200, { timestamp: new Date(project.clock()).toISOString(), metrics })
  },
  readOnly: ({ project }) =>
    replied(200, {
      enabled: project.isReadOnly,
      override_enabled: project.readOnlyOverriddenUntil > project.clock(),
      override_active_until: new Date(project.readOnlyOverriddenUntil).toISOString(),
    }),
  /** For a quarter of an hour. */
  writeAgain: ({ project }) => {
    project.readOnlyOverriddenUntil = project.clock() + 15 * 60 * 1000
    return replied(201)
  },
} satisfies Record<string, Answering>

function read(name: Name): Answering {
  return ({ project }) => replied(200, project.settings[name])
}

/** Keeps what was sent but for orders that are no settings, and answers with everything. */
function written(name: Name, ...orders: string[]): Answering {
  return ({ project, body }) => {
    const given = Object.entries(body as Json).filter(([key]) => !orders.includes(key))
    merge(project.settings[name], Object.fromEntries(given))
    return replied(200, project.settings[name])
  }
}

/** Objects are gone into, so that one field of them can be set. */
function merge(into: Json, from: Json) {
  for (const [key, value] of Object.entries(from)) {
    const known = into[key]
    if (isObject(known) && isObject(value)) merge(known, value)
    else into[key] = value
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
