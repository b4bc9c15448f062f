import { type Api, expectStatus, jsonOf, TerraformError } from '../api.ts'
import type { Resource } from '../plan.ts'
import { type State, unknown } from '../state.ts'
import { timeoutOf, waitForProject } from '../waiting.ts'

const sizes =
  /^(nano|micro|small|medium|large|xlarge|(2|4|8|12|16|24|48)xlarge|(24|48)xlarge_(high_memory|optimized_cpu|optimized_memory))$/

type Told = { id: string; organization_id: string; name: string; region: string }
type Addons = { selected_addons: { type: string; variant: { id: string } }[] }

/**
 * internal/provider/project_resource.go. A project that does not come up in time is forgotten, one that
 * somebody has removed is not noticed, and a password is set wherever the state has another or none.
 */
export const project: Resource = {
  computed: { id: 'keeps', instanceSize: 'keeps', legacyApiKeysEnabled: 'keeps' },
  replacedBy: [],
  isNamed: true,

  validate({ databasePassword, instanceSize }) {
    const failures = []
    if (typeof databasePassword === 'string' && databasePassword.length < 4) {
      const reason = 'Invalid Attribute Value Length. String length must be at least 4.'
      failures.push({ property: 'databasePassword', reason })
    }
    if (typeof instanceSize === 'string' && instanceSize !== unknown && !sizes.test(instanceSize)) {
      const reason = `Invalid Attribute Value Match. There is no instance size "${instanceSize}".`
      failures.push({ property: 'instanceSize', reason })
    }
    return failures
  },

  async create(planned, api) {
    const body = {
      organization_slug: planned.organizationId,
      name: planned.name,
      db_pass: planned.databasePassword,
      region_selection: { type: 'specific', code: planned.region },
      ...(isSet(planned.instanceSize) && { desired_instance_size: planned.instanceSize }),
    }
    const answer = await api.call('POST', '/v1/projects', body)
    const { id } = jsonOf<Told>(answer, 201, 'create project')
    await waitForProject(api, id, timeoutOf(planned.timeouts, 'create'))
    const state = { ...planned, id }
    if (isSet(planned.legacyApiKeysEnabled)) await setLegacyKeys(state, api)
    return withWhatIs(state, api)
  },

  read: withWhatIs,

  async update(before, planned, api) {
    const path = `/v1/projects/${planned.id}`
    const changed = (name: string) => planned[name] !== before[name]
    if (changed('name')) {
      const answer = await api.call('PATCH', path, { name: planned.name })
      expectStatus(answer, [200], 'update project name')
    }
    if (changed('databasePassword')) {
      const body = { password: planned.databasePassword }
      const answer = await api.call('PATCH', `${path}/database/password`, body)
      expectStatus(answer, [200], 'update database password')
    }
    for (const name of ['region', 'organizationId']) {
      if (changed(name)) {
        throw new TerraformError(
          'Client Error',
          `${name}: Update is not supported for this attribute`,
        )
      }
    }
    if (planned.instanceSize !== null && changed('instanceSize')) {
      const body = {
        addon_type: 'compute_instance',
        addon_variant: `ci_${planned.instanceSize}`,
      }
      const answer = await api.call('PATCH', `${path}/billing/addons`, body)
      expectStatus(answer, [200], 'update project')
      await waitForProject(api, `${planned.id}`, timeoutOf(planned.timeouts, 'update'))
    }
    if (planned.legacyApiKeysEnabled !== null && changed('legacyApiKeysEnabled')) {
      await setLegacyKeys(planned, api)
    }
    return planned
  },

  async remove(state, api) {
    const answer = await api.call('DELETE', `/v1/projects/${state.id}`)
    if (answer.status !== 404) jsonOf(answer, 200, 'delete project')
  },

  importState: async (id) => ({ id }),
}

async function setLegacyKeys({ id, legacyApiKeysEnabled }: State, api: Api): Promise<void> {
  const path = `/v1/projects/${id}/api-keys/legacy?enabled=${legacyApiKeysEnabled}`
  expectStatus(await api.call('PUT', path), [200], 'update legacy api keys')
}

async function withWhatIs(state: State, api: Api): Promise<State> {
  const path = `/v1/projects/${state.id}`
  const answer = await api.call('GET', path)
  if (answer.status === 404) return state
  const { organization_id, name, region } = jsonOf<Told>(answer, 200, 'read project')
  const legacy = await api.call('GET', `${path}/api-keys/legacy`)
  const addons = await api.call('GET', `${path}/billing/addons`)
  const { selected_addons } = jsonOf<Addons>(addons, 200, 'read project addons')
  const compute = selected_addons.find(({ type }) => type === 'compute_instance')
  return {
    ...state,
    organizationId: organization_id,
    name,
    region,
    instanceSize: compute ? compute.variant.id.replace(/^ci_/, '') : null,
    legacyApiKeysEnabled:
      legacy.status !== 404 &&
      jsonOf<{ enabled: boolean }>(legacy, 200, 'read project legacy api keys').enabled,
  }
}

function isSet(value: unknown): boolean {
  return value !== null && value !== unknown
}
