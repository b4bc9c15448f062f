import { schemaFaultsIn } from '../../http/schema-faults.ts'
import described from './github-rest.json' with { type: 'json' }
import { type Operation, operations } from './operations.ts'

type Described = { request: unknown; answers: Record<string, unknown> }

const schemaFaults = schemaFaultsIn(described.definitions)

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
  return schemaFaults(`${operation} request`, entryOf(operation).request, body)
}

/**
 * Where an answer is otherwise than GitHub describes it, a line each. A status that the description
 * doesn't list is one, too.
 */
export function answerFaults(operation: Operation, status: number, body: unknown): string[] {
  const { answers } = entryOf(operation)
  if (!(status in answers)) return [`${operation} doesn't answer with ${status}`]
  return schemaFaults(`${operation} ${status}`, answers[status], body)
}

function entryOf(operation: Operation): Described {
  return described.operations[operation] as Described
}
