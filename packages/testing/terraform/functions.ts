import { type Api, jsonOf } from './api.ts'
import type { State } from './state.ts'

type Key = { name: string; type?: string | null; api_key?: string | null }
type Pooler = { database_type: string; pool_mode: string; connection_string: string }

/** The functions of the provider, by Pulumi's names: internal/provider/*_data_source.go. */
export const functions: Record<string, (asked: State, api: Api) => Promise<State>> = {
  async 'supabase:index/getApikeys:getApikeys'({ projectRef }, api) {
    const answer = await api.call('GET', `/v1/projects/${projectRef}/api-keys?reveal=true`)
    const keys = jsonOf<Key[]>(answer, 200, 'read API keys')
    const keyOf = (type: string, name?: string) =>
      keys.findLast((key) => key.type === type && (!name || key.name === name))?.api_key ?? null
    return {
      projectRef,
      anonKey: keyOf('legacy', 'anon'),
      serviceRoleKey: keyOf('legacy', 'service_role'),
      publishableKey: keyOf('publishable'),
      secretKeys: keys
        .filter(({ type }) => type === 'secret')
        .map(({ name, api_key }) => ({ name, apiKey: api_key ?? null })),
    }
  },

  async 'supabase:index/getPooler:getPooler'({ projectRef }, api) {
    const answer = await api.call('GET', `/v1/projects/${projectRef}/config/database/pooler`)
    const poolers = jsonOf<Pooler[]>(answer, 200, 'read pooler')
    const primary = poolers.filter(({ database_type }) => database_type === 'PRIMARY')
    const url = primary.map(({ pool_mode, connection_string }) => [pool_mode, connection_string])
    return { projectRef, url: Object.fromEntries(url) }
  },
}
