import { type Answering, replied } from '../exchange.ts'
import { sha256 } from '../ids.ts'

/** A secret's value goes in as it is, and comes out as its digest only. */
export const secrets = {
  list: ({ project }) =>
    replied(
      200,
      project.secrets.map((secret) => ({ ...secret, value: sha256(secret.value) })),
    ),
  set: ({ project, body }) => {
    const given = body as { name: string; value: string }[]
    const names = new Set(given.map(({ name }) => name))
    const updated_at = new Date(project.clock()).toISOString()
    project.secrets = [
      ...project.secrets.filter(({ name }) => !names.has(name)),
      ...given.map(({ name, value }) => ({ name, value, updated_at })),
    ]
    return replied(201)
  },
  remove: ({ project, body }) => {
    const names = body as string[]
    project.secrets = project.secrets.filter(({ name }) => !names.includes(name))
    return replied(200)
  },
} satisfies Record<string, Answering>
