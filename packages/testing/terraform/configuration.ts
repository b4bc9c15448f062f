import { type Failure, mistakesIn, packageSchema } from './schema.ts'
import { type State, unknown } from './state.ts'

const { inputProperties } = packageSchema.provider

/** What the engine adds to a provider's own properties. */
const engines = new Set(['name', 'parameterization', 'pluginDownloadURL', 'version'])

export function checkedConfig(values: State): Failure[] {
  const own = Object.entries(values).filter(([name]) => !engines.has(name))
  return mistakesIn(Object.fromEntries(own), inputProperties, [])
}

/**
 * internal/provider/provider.go: the environment counts where the program gives nothing.
 * @throws Error when there is no token, or the endpoint is no address.
 */
export function accessOf(values: State): { endpoint: string; token: string } {
  for (const name of ['endpoint', 'accessToken']) {
    if (values[name] === unknown) throw new Error(`Unknown configuration value: ${name}`)
  }
  const { SUPABASE_API_ENDPOINT = '', SUPABASE_ACCESS_TOKEN = '' } = process.env
  const token = `${values.accessToken ?? SUPABASE_ACCESS_TOKEN}`.trim()
  const endpoint =
    `${values.endpoint ?? SUPABASE_API_ENDPOINT}`.trim() || 'https://api.supabase.com'
  if (!token) {
    throw new Error(
      'Missing Supabase API Access Token: set accessToken or the SUPABASE_ACCESS_TOKEN environment variable',
    )
  }
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new Error(`Invalid Supabase API Endpoint: "${endpoint}" is no HTTP or HTTPS URL`)
  }
  return { endpoint, token }
}
