import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Api, expectStatus, jsonOf, TerraformError } from '../api.ts'
import type { Resource } from '../plan.ts'
import { type State, unknown } from '../state.ts'

/** A value is null where it is not known to be the one that is there. */
type Secret = { name: string; value: string | null }

/**
 * internal/provider/edge_function_secrets_resource.go. The API tells digests only: what was changed by
 * hand loses its value in the state, and what others have set is passed over.
 */
export const edgeFunctionSecrets: Resource = {
  computed: { id: 'keeps', secretDigests: 'sets anew' },
  replacedBy: ['projectRef'],
  isNamed: false,
  validate: () => [],

  /** A set has no order. */
  meansTheSame: (property, one, other) =>
    property === 'secrets' &&
    Array.isArray(one) &&
    Array.isArray(other) &&
    isDeepStrictEqual(sorted(one), sorted(other)),

  finishPlan(planned) {
    const secrets = planned.secrets
    if (!Array.isArray(secrets)) return planned
    const isOpen = (each: Secret | string) =>
      typeof each === 'string' ||
      [each.name, each.value].some((part) => part === unknown || part === null)
    if (secrets.some(isOpen)) return planned
    const digests = secretsOf(planned).map(({ name, value }) => [name, digestOf(value ?? '')])
    return { ...planned, secretDigests: Object.fromEntries(digests) }
  },

  async create(planned, api) {
    await set(planned, api)
    return { ...planned, id: planned.projectRef }
  },

  async read(state, api) {
    const there = await digestsAt(`${state.projectRef}`, api)
    if (!there) return undefined
    const kept = secretsOf(state).filter(({ name }) => there.has(name))
    const former = (state.secretDigests ?? {}) as Record<string, string>
    const secrets = kept.map(({ name, value }) => ({
      name,
      value: (former[name] ?? digestOf(value ?? '')) === there.get(name) ? value : null,
    }))
    const secretDigests = Object.fromEntries(kept.map(({ name }) => [name, there.get(name)]))
    return { ...state, projectRef: state.id, secrets, secretDigests }
  },

  async update(before, planned, api) {
    await set(planned, api)
    const names = new Set(secretsOf(planned).map(({ name }) => name))
    await unset(
      before,
      secretsOf(before).filter(({ name }) => !names.has(name)),
      api,
    )
    return planned
  },

  remove: (state, api) => unset(state, secretsOf(state), api),

  async importState(id, api) {
    const there = await digestsAt(id, api)
    if (!there) throw new TerraformError('Resource Not Found', `No secrets found for project ${id}`)
    const own = [...there].filter(([name]) => !name.startsWith('SUPABASE_'))
    const secrets = own.map(([name]) => ({ name, value: null }))
    return { id, projectRef: id, secrets, secretDigests: Object.fromEntries(own) }
  },
}

async function set(planned: State, api: Api): Promise<void> {
  const body = secretsOf(planned).filter(({ value }) => value !== null)
  if (body.length === 0) return
  const answer = await api.call('POST', `/v1/projects/${planned.projectRef}/secrets`, body)
  expectStatus(answer, [200, 201], 'create/update edge function secrets')
}

async function unset({ projectRef }: State, secrets: Secret[], api: Api): Promise<void> {
  if (secrets.length === 0) return
  const names = secrets.map(({ name }) => name)
  const answer = await api.call('DELETE', `/v1/projects/${projectRef}/secrets`, names)
  expectStatus(answer, [200, 204, 404], 'delete edge function secrets')
}

async function digestsAt(ref: string, api: Api): Promise<Map<string, string> | undefined> {
  const answer = await api.call('GET', `/v1/projects/${ref}/secrets`)
  if (answer.status === 404) return undefined
  const told = jsonOf<{ name: string; value: string }[]>(answer, 200, 'read edge function secrets')
  return new Map(told.map(({ name, value }) => [name, value]))
}

function secretsOf(state: State): Secret[] {
  const secrets = (state.secrets ?? []) as { name: string; value?: string | null }[]
  return secrets.map(({ name, value = null }) => ({ name, value }))
}

function sorted(secrets: Secret[]): Secret[] {
  return secretsOf({ secrets }).sort((one, other) => (one.name < other.name ? -1 : 1))
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
