import { type Api, expectStatus, jsonOf, TerraformError } from '../api.ts'
import type { Resource } from '../plan.ts'
import { type State, unknown } from '../state.ts'

type Key = {
  id?: string | null
  name: string
  type?: string | null
  api_key?: string | null
  description?: string | null
  secret_jwt_template?: { role?: string } | null
}

const secretKey = { type: 'secret', secret_jwt_template: { role: 'service_role' } }

/**
 * internal/provider/apikey_resource.go. Always a secret key; a description is set by the first update
 * only, and one that somebody has removed makes each read fail.
 */
export const apikey: Resource = {
  computed: { id: 'keeps', type: 'keeps', secretJwtTemplate: 'keeps', apiKey: 'sets anew' },
  replacedBy: [],
  isNamed: true,

  validate({ name }) {
    if (typeof name !== 'string' || name === unknown || /^[a-z_][a-z0-9_]*$/.test(name)) return []
    const rule =
      'Name must start with a lowercase letter or an underscore, followed only by lowercase'
    const reason = `Invalid Attribute Value Match. ${rule} alphanumeric characters or underscore`
    return [{ property: 'name', reason }]
  },

  async create(planned, api) {
    const path = `/v1/projects/${planned.projectRef}/api-keys?reveal=true`
    const { json } = await api.call('GET', path)
    const keys = Array.isArray(json) ? (json as Key[]) : []
    if (!keys.some(({ name, type }) => name === 'default' && type === 'publishable')) {
      const answer = await api.call('POST', path, { name: 'default', type: 'publishable' })
      jsonOf(answer, 201, 'create default publishable apiKey')
    }
    const answer = await api.call('POST', path, { ...secretKey, name: planned.name })
    const { id } = jsonOf<Key>(answer, 201, 'create apiKey')
    return withWhatIs({ ...planned, id }, api)
  },

  read: withWhatIs,

  async update(_, planned, api) {
    const { secret_jwt_template } = secretKey
    const body = {
      name: planned.name,
      ...(planned.description !== null && { description: planned.description }),
      ...(planned.type === 'secret' && { secret_jwt_template }),
    }
    jsonOf(await api.call('PATCH', pathOf(planned), body), 200, 'update apiKey')
    return withWhatIs(planned, api)
  },

  async remove(state, api) {
    expectStatus(await api.call('DELETE', pathOf(state)), [200], 'delete apiKey')
  },

  /** `ref/name`, `ref/name/type` or `ref/id`. */
  async importState(id, api) {
    const [projectRef, name, type, ...more] = id.split('/').map((part) => part.trim())
    if (!projectRef || !name || more.length > 0) {
      throw new TerraformError('Unexpected Import Identifier', 'Example: myprojectref/myprojectkey')
    }
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) return { projectRef, id: name }
    const answer = await api.call('GET', `/v1/projects/${projectRef}/api-keys`)
    const keys = jsonOf<Key[]>(answer, 200, 'read api keys').filter(
      (key) => key.id && key.name === name.toLowerCase() && (!type || key.type === type),
    )
    if (keys.length !== 1) {
      throw new TerraformError('Import Error', `${keys.length} keys match the provided identifier.`)
    }
    return { projectRef, id: keys[0]?.id }
  },
}

function pathOf({ projectRef, id }: State): string {
  return `/v1/projects/${projectRef}/api-keys/${id}?reveal=true`
}

async function withWhatIs(state: State, api: Api): Promise<State> {
  const key = jsonOf<Key>(await api.call('GET', pathOf(state)), 200, 'read apiKey database')
  return {
    ...state,
    id: key.id ?? null,
    apiKey: key.api_key ?? null,
    name: key.name,
    type: key.type ?? null,
    description: key.description ?? null,
    secretJwtTemplate: { role: key.secret_jwt_template?.role ?? null },
  }
}
