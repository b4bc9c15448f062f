import { isIPv4 } from 'node:net'
import { type Answer, type Api, jsonOf, TerraformError } from '../api.ts'
import { poll, waitForServices } from '../waiting.ts'
import { isWriteOnly } from './write-only.ts'

type Json = Record<string, unknown>

/** One part of the settings: a JSON text of those fields that are looked after, or a boolean. */
type Part = {
  read(ref: string, former: unknown, api: Api): Promise<unknown>
  write(ref: string, wanted: unknown, api: Api, timeout: number): Promise<unknown>
}

/** In the order in which they are written. */
export const parts: Record<string, Part> = {
  database: jsonPart('database', 'config/database/postgres', 'PUT'),
  network: {
    async read(ref, former, api) {
      const answer = await api.call('GET', `/v1/projects/${ref}/network-restrictions`)
      return isGone(answer) ? former : picked(former, restrictionsIn(answer))
    },
    async write(ref, wanted, api) {
      const body = { dbAllowedCidrs: [] as string[], dbAllowedCidrsV6: [] as string[] }
      for (const cidr of (parsed(wanted).restrictions ?? []) as string[]) {
        body[isIPv4(publicAddressIn(cidr)) ? 'dbAllowedCidrs' : 'dbAllowedCidrsV6'].push(cidr)
      }
      const answer = await api.call('POST', `/v1/projects/${ref}/network-restrictions/apply`, body)
      jsonOf(answer, 201, 'update network settings')
      return wanted
    },
  },
  api: jsonPart('api', 'postgrest', 'PATCH', ({ jwt_secret: _, ...told }) => told),
  auth: jsonPart('auth', 'config/auth', 'PATCH', (told, former) => ({
    ...Object.fromEntries(Object.entries(told).filter(([name]) => !isWriteOnly(name))),
    ...Object.fromEntries(Object.entries(former).filter(([name]) => isWriteOnly(name))),
  })),
  storage: {
    read: (ref, former, api) => storage.read(ref, former, api),
    /** The answer has no body, so it is read again. */
    async write(ref, wanted, api) {
      const answer = await api.call('PATCH', `/v1/projects/${ref}/config/storage`, parsed(wanted))
      if (answer.status !== 200) jsonOf(answer, 200, 'update storage settings')
      return storage.read(ref, wanted, api)
    },
  },
  sslEnforcement: {
    async read(ref, former, api) {
      const answer = await api.call('GET', `/v1/projects/${ref}/ssl-enforcement`)
      if (isGone(answer) || isUnsupported(answer)) return former
      return sslIn(answer).currentConfig.database
    },
    async write(ref, wanted, api, timeout) {
      const body = { requestedConfig: { database: wanted } }
      const path = `/v1/projects/${ref}/ssl-enforcement`
      const isApplied = (answer: Answer) => {
        const { appliedSuccessfully, currentConfig } = sslIn(answer)
        return appliedSuccessfully && currentConfig.database === wanted
      }
      if (isApplied(await api.call('PUT', path, body))) return wanted
      await poll(api, timeout, 'SSL Enforcement Timeout', async () =>
        isApplied(await api.call('GET', path)),
      )
      await waitForServices(api, ref, timeout)
      return wanted
    },
  },
}

const storage = jsonPart('storage', 'config/storage', 'PATCH')

function jsonPart(
  name: string,
  path: string,
  method: 'PUT' | 'PATCH',
  known: (told: Json, former: Json) => Json = (told) => told,
): Part {
  return {
    async read(ref, former, api) {
      const answer = await api.call('GET', `/v1/projects/${ref}/${path}`)
      if (isGone(answer)) return former
      const told = jsonOf<Json>(answer, 200, `read ${name} settings`)
      return picked(former, known(told, parsed(former)))
    },
    async write(ref, wanted, api) {
      const answer = await api.call(method, `/v1/projects/${ref}/${path}`, parsed(wanted))
      const told = jsonOf<Json>(answer, 200, `update ${name} settings`)
      return picked(wanted, known(told, parsed(wanted)))
    },
  }
}

/** Of what is told the fields that were given, or everything that is set where nothing was. */
function picked(given: unknown, told: Json): string {
  const fields = given === null ? told : pick(parsed(given), told)
  return JSON.stringify(fields, (_, value) =>
    value === null && given === null ? undefined : inOrder(value),
  )
}

function pick(given: Json, told: Json): Json {
  const entries = Object.entries(given).map(([name, value]) => {
    const is = told[name]
    if (is === null || is === undefined) return [name, value]
    return [name, isObject(value) && isObject(is) ? pick(value, is) : is]
  })
  return Object.fromEntries(entries)
}

/** As Go writes a map. */
function inOrder(value: unknown): unknown {
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function restrictionsIn(answer: Answer): Json {
  const told = jsonOf<{ config: { dbAllowedCidrs?: string[]; dbAllowedCidrsV6?: string[] } }>(
    answer,
    200,
    'read network settings',
  )
  const { dbAllowedCidrs = [], dbAllowedCidrsV6 = [] } = told.config
  return { restrictions: [...dbAllowedCidrs, ...dbAllowedCidrsV6] }
}

function publicAddressIn(cidr: string): string {
  const [address = '', length] = cidr.split('/')
  if (length === undefined) {
    throw new TerraformError(
      'Client Error',
      `Invalid CIDR provided for network restrictions: ${cidr}`,
    )
  }
  if (/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i.test(address)) {
    throw new TerraformError(
      'Client Error',
      `Private IP provided for network restrictions: ${cidr}`,
    )
  }
  return address
}

type Ssl = { currentConfig: { database: boolean }; appliedSuccessfully: boolean }

function sslIn(answer: Answer): Ssl {
  return jsonOf(answer, 200, 'read or update SSL enforcement config')
}

function isUnsupported({ status, text }: Answer): boolean {
  return status === 400 && text.includes('not allowed to configure SSL enforcements')
}

/** The settings of a project that is gone stay as they were, so that they can be removed. */
function isGone({ status }: Answer): boolean {
  return status === 404 || status === 406
}

function parsed(text: unknown): Json {
  return typeof text === 'string' ? JSON.parse(text) : {}
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
