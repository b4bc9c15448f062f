import { z } from 'zod'
import described from './github-rest.json' with { type: 'json' }
import { type Operation, operations } from './operations.ts'

type Schema = Parameters<typeof z.fromJSONSchema>[0]
type Described = { request: unknown; answers: Record<string, unknown> }

const checkers = new Map<string, z.ZodType>()

/** Which of the operations in GitHub's description a path means; none if we don't use it. */
export function operationOf(method: string, path: string): Operation | undefined {
  return operations.find((operation) => {
    const [described, template = ''] = operation.split(' ')
    return described === method && patternOf(template).test(path)
  })
}

function patternOf(template: string): RegExp {
  // A path in a repository has slashes, as has no other parameter.
  const pattern = template.replace('{path}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${pattern}$`)
}

/** Where a request's body is otherwise than GitHub describes it, a line each. */
export function requestFaults(operation: Operation, body: unknown): string[] {
  return faultsOf(`${operation} request`, entryOf(operation).request, body)
}

/**
 * Where an answer is otherwise than GitHub describes it, a line each. A status that the description
 * doesn't list is one, too.
 */
export function answerFaults(operation: Operation, status: number, body: unknown): string[] {
  const { answers } = entryOf(operation)
  if (!(status in answers)) return [`${operation} doesn't answer with ${status}`]
  return faultsOf(`${operation} ${status}`, answers[status], body)
}

function entryOf(operation: Operation): Described {
  return described.operations[operation] as Described
}

function faultsOf(name: string, schema: unknown, body: unknown): string[] {
  if (!schema) return []
  const checker = checkers.get(name) ?? checkerOf(schema)
  checkers.set(name, checker)
  const { error } = checker.safeParse(body)
  return (error?.issues ?? []).map((issue) => `${name}: ${issue.path.join('.')} ${issue.message}`)
}

function checkerOf(schema: unknown): z.ZodType {
  const whole = { ...(schema as object), definitions: described.definitions } as Schema
  return z.fromJSONSchema(whole, { defaultTarget: 'openapi-3.0' })
}
