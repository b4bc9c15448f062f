import type { Json } from './exchange.ts'
import type { World } from './world.ts'

/**
 * What GitHub shows differently in all answers: times are in whole seconds, our bot is one, an
 * organisation has the fields of a user, a repository is counted, and an issue may be closed as a
 * duplicate.
 */
export function corrected(world: World, body: unknown): unknown {
  if (Array.isArray(body)) return body.map((item) => corrected(world, item))
  if (body === null || typeof body !== 'object') return body
  const fields = Object.entries(body).map(([key, value]) => [key, field(world, key, value)])
  const whole: Json = Object.fromEntries(fields)
  return { ...missing(whole), ...whole, ...changed(world, whole) }
}

function field(world: World, key: string, value: unknown): unknown {
  const isTime = key.endsWith('_at') && typeof value === 'string'
  return isTime ? value.replace(/\.\d+Z$/, 'Z') : corrected(world, value)
}

function missing(whole: Json): Json {
  if ('forks_count' in whole) return { subscribers_count: 0, network_count: 0 }
  if (whole.type !== 'Organization') return {}
  const below = ['followers', 'following', 'gists', 'starred', 'subscriptions', 'organizations']
  const addresses = [...below, 'received_events'].map((name) => [
    `${name}_url`,
    `${String(whole.url).replace('/orgs/', '/users/')}/${name}`,
  ])
  return { gravatar_id: '', ...Object.fromEntries(addresses) }
}

function changed(world: World, whole: Json): Json {
  if (isBot(whole)) return { type: 'Bot' }
  return {
    ...(isBot(whole.user) && { author_association: 'NONE' }),
    ...(world.duplicates.has(whole.number) && { state_reason: 'duplicate' }),
  }
}

function isBot(user: unknown): boolean {
  return String((user as { login?: string } | null | undefined)?.login).endsWith('[bot]')
}
