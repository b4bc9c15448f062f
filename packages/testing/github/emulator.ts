import { randomUUID } from 'node:crypto'
import { createEmulator } from 'emulate'
import type { Answer, Json } from './exchange.ts'
import { actions, owner, people, teacher } from './people.ts'
import { organisation, repositoryPath } from './repository.ts'

export type Emulator = {
  /** Asks as somebody, or, without a token, as a stranger who uses up nobody's rate limit. */
  ask(method: string, path: string, body?: Json, token?: string): Promise<Answer>
  close(): Promise<void>
}

/**
 * The emulator of GitHub with our organisation, repository and people, as it comes. `url` is what it
 * is known by: the addresses in its answers begin with that.
 */
export async function startEmulator(url: string): Promise<Emulator> {
  const emulator = await createEmulator({ service: 'github', port: 0, seed })
  const origin = emulator.url.replace('localhost', '127.0.0.1')
  async function ask(method: string, path: string, body?: Json, token: string = randomUUID()) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return answerOf(response, emulator.url, url)
  }
  for (const { login } of [teacher, actions]) {
    const path = `${repositoryPath}/collaborators/${encodeURIComponent(login)}`
    await ask('PUT', path, { permission: 'push' }, owner.token)
  }
  return { ask, close: () => emulator.close() }
}

const seed = {
  tokens: Object.fromEntries(people.map(({ token, login }) => [token, { login }])),
  github: {
    users: people.map(({ login }) => ({ login })),
    orgs: [{ login: organisation, members: [{ login: owner.login, role: 'admin' }] }],
    repos: [{ owner: organisation, name: 'rollcall', auto_init: true }],
  },
}

async function answerOf(response: Response, own: string, url: string): Promise<Answer> {
  const text = (await response.text()).replaceAll(own, url)
  const link = response.headers.get('link')?.replaceAll(/<https?:\/\/[^/]+/g, `<${url}`)
  return {
    status: response.status,
    headers: link ? { link } : {},
    body: text === '' ? undefined : JSON.parse(text),
  }
}
