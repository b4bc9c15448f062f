import type { RouteConfig, z } from '@hono/zod-openapi'
import type { Generation } from './generation.ts'
import type { ProblemStatus } from './problem.ts'
import { type BodyLimits, readBody } from './read-body.ts'
import { problem } from './schemas.ts'

/** What an operation answers when it went well, and the counts of that for the log. */
export type Answer = {
  status: 200 | 202
  body: object
  counts?: Record<string, number>
}

/** One method of one path: its description, and what it does with a body that is as described. */
type Definition<Body> = {
  method: 'get' | 'post'
  path: string
  body?: z.ZodType<Body>
  description: Pick<RouteConfig, 'operationId' | 'summary' | 'description'>
  /** What it may answer beside problems. */
  answers: Partial<Record<Answer['status'], { description: string; schema: z.ZodType }>>
  /** Statuses of problems of its own, beside those that any operation has. */
  problems?: ProblemStatus[]
  run(body: Body, generation: Generation): Promise<Answer>
}

export type Operation = Pick<Definition<never>, 'method' | 'path'> & {
  /** The description in OpenAPI's terms. */
  route: RouteConfig
  answer(request: Request, generation: Generation, limits: BodyLimits): Promise<Answer>
}

/** An operation that validates by the schemas that describe it. */
export function operation<Body>(definition: Definition<Body>): Operation {
  const { method, path, body, run } = definition
  return {
    method,
    path,
    route: routeOf(definition),
    async answer(request, generation, limits) {
      return run(body ? await readBody(request, body, limits) : (undefined as Body), generation)
    },
  }
}

const always: ProblemStatus[] = [401, 403, 405, 421, 500, 503]
const ofBodies: ProblemStatus[] = [400, 408, 413, 415, 422]

function routeOf<Body>(definition: Definition<Body>): RouteConfig {
  const { method, path, body, description, answers, problems = [] } = definition
  const statuses = [...always, ...(body ? ofBodies : []), ...problems]
  return {
    method,
    path,
    ...description,
    ...(body
      ? { request: { body: { required: true, content: { 'application/json': { schema: body } } } } }
      : {}),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, { description: text, schema }]) => [
        status,
        { description: text, content: { 'application/json': { schema } } },
      ]),
      ...statuses.map((status) => [
        status,
        {
          description: problem(status)
            .shape.code.options.map((code) => `\`${code}\``)
            .join(', '),
          content: { 'application/problem+json': { schema: problem(status) } },
        },
      ]),
    ]),
  }
}
