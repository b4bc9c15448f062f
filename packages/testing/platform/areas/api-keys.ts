import { randomUUID } from 'node:crypto'
import {
  type Answering,
  type AskedOfProject,
  type Json,
  type Reply,
  refused,
  replied,
} from '../exchange.ts'
import { sha256 } from '../ids.ts'

/** A secret key is told whole only to who asks to `reveal` it. */
export const apiKeys = {
  list: ({ project, query }) =>
    replied(
      200,
      project.keys.map((key) => told(key, query)),
    ),
  create: ({ project, body, query }) => {
    const given = body as { type: string; name: string }
    if (project.keys.some(({ name, type }) => name === given.name && type === given.type)) {
      return refused(400, `API key with name ${given.name} already exists`)
    }
    const at = new Date(project.clock()).toISOString()
    const value = `sb_${given.type}_${given.name}_of_${project.ref}`
    const key: Json = {
      description: null,
      secret_jwt_template: given.type === 'secret' ? { role: 'service_role' } : null,
      ...given,
      id: randomUUID(),
      api_key: value,
      hash: sha256(value),
      prefix: value.slice(0, 15),
      inserted_at: at,
      updated_at: at,
    }
    project.keys.push(key)
    return replied(201, told(key, query))
  },
  readLegacy: ({ project }) => replied(200, { enabled: project.hasLegacyKeys }),
  setLegacy: ({ project, query }) => {
    project.hasLegacyKeys = query.get('enabled') === 'true'
    return replied(200, { enabled: project.hasLegacyKeys })
  },
  read: (asked) => withKey(asked, (key) => replied(200, told(key, asked.query))),
  update: (asked) =>
    withKey(asked, (key) => {
      Object.assign(key, asked.body, { updated_at: new Date(asked.project.clock()).toISOString() })
      return replied(200, told(key, asked.query))
    }),
  remove: (asked) =>
    withKey(asked, (key) => {
      asked.project.keys = asked.project.keys.filter((each) => each !== key)
      return replied(200, told(key, asked.query))
    }),
} satisfies Record<string, Answering>

function withKey({ project, parameters }: AskedOfProject, answer: (key: Json) => Reply): Reply {
  const found = project.keys.find(({ id }) => id === parameters.id)
  return found ? answer(found) : refused(404, 'API key not found')
}

function told(key: Json, query: URLSearchParams): Json {
  if (query.get('reveal') === 'true' || key.type !== 'secret') return key
  return { ...key, api_key: `${key.prefix}···` }
}
