import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api.ts'
import type { Resource } from '../plan.ts'
import { type State, unknown } from '../state.ts'
import { timeoutOf, waitForProject, waitForServices } from '../waiting.ts'
import { parts } from './settings-parts.ts'

/**
 * internal/provider/settings_resource.go. Of each part only the fields that are given are looked after;
 * `pooler` is passed over, and removing the resource changes nothing.
 */
export const settings: Resource = {
  computed: { id: 'keeps' },
  replacedBy: [],
  isNamed: false,

  validate: (config) =>
    Object.entries(config)
      .filter(([name]) => name in parts || name === 'pooler')
      .filter(([, value]) => typeof value === 'string' && value !== unknown && !isJson(value))
      .map(([property]) => ({
        property,
        reason: 'Invalid JSON String Value. A string value was provided that is not valid JSON.',
      })),

  meansTheSame: (_, one, other) =>
    typeof one === 'string' &&
    typeof other === 'string' &&
    isJson(one) &&
    isJson(other) &&
    isDeepStrictEqual(JSON.parse(one), JSON.parse(other)),

  async create(planned, api) {
    const written = await write(planned, Object.keys(parts), 'create', api)
    return { ...written, id: planned.projectRef }
  },

  async read(state, api) {
    const read: State = { ...state, projectRef: state.id }
    for (const [name, part] of Object.entries(parts)) {
      if (state[name] !== null) read[name] = await part.read(`${state.id}`, state[name], api)
    }
    return read
  },

  update(before, planned, api) {
    const changed = Object.keys(parts).filter((name) => planned[name] !== before[name])
    return write(planned, changed, 'update', api)
  },

  remove: async () => undefined,

  async importState(id, api) {
    const state: State = { id }
    for (const [name, part] of Object.entries(parts)) state[name] = await part.read(id, null, api)
    return state
  },
}

async function write(
  planned: State,
  names: string[],
  operation: 'create' | 'update',
  api: Api,
): Promise<State> {
  const ref = `${planned.projectRef}`
  const timeout = timeoutOf(planned.timeouts, operation)
  await waitForProject(api, ref, timeout)
  await waitForServices(api, ref, timeout)
  const written = { ...planned }
  for (const name of names) {
    const wanted = planned[name]
    if (wanted === null) continue
    written[name] = await parts[name]?.write(ref, wanted, api, timeout)
  }
  return written
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
