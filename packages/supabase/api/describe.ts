import type { Description, Operation, Schema } from './description.ts'
import { type OperationName, type Use, uses } from './operations.ts'
import { prune, resolve } from './prune.ts'

type Raw = Record<string, unknown>
type RawOperation = {
  operationId?: string
  parameters?: { name: string; in: string; required?: boolean; schema: unknown }[]
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>
  'x-fga-permissions'?: string[][]
}
export type Published = {
  info: { title: string; version: string }
  paths: Record<string, Record<string, RawOperation>>
  components: { schemas: Raw }
}

/**
 * The subset of the published description that Rollcall uses.
 * @throws Error naming a call that is no longer described, or a field that is no longer answered.
 */
export function describe(published: Published): Description {
  const { title, version } = published.info
  const operations = Object.entries(uses).map(([name, use]) => [name, operation(published, use)])
  return {
    source: { title, version },
    operations: Object.fromEntries(operations) as Record<OperationName, Operation>,
  }
}

function operation(published: Published, use: Use): Operation {
  const { operationId } = use
  for (const [path, methods] of Object.entries(published.paths)) {
    for (const [method, raw] of Object.entries(methods)) {
      const answer = successOf(raw)
      // An address that was given up may keep the id: what succeeds is the one in use.
      if (raw.operationId !== operationId || !answer) continue
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        query: queryOf(raw, published.components.schemas),
        status: answer.status,
        contentType: answer.contentType,
        permissions: raw['x-fga-permissions']?.flat() ?? use.permissions ?? [],
        answer: prune(answer.schema, published.components.schemas, [...use.reads]),
      }
    }
  }
  throw new Error(`The description has no ${operationId} any more: correct api/operations.ts.`)
}

function queryOf({ parameters = [] }: RawOperation, schemas: Raw): Schema {
  const inQuery = parameters.filter((each) => each.in === 'query')
  return {
    type: 'object',
    properties: Object.fromEntries(
      inQuery.map(({ name, schema }) => [name, resolve(schema as Raw, schemas)]),
    ),
    required: inQuery.filter(({ required }) => required).map(({ name }) => name),
  }
}

function successOf({ responses }: RawOperation) {
  const [status, response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  if (!status) return undefined
  // A call that only says that it is done has nothing to be read.
  const [contentType = '', content] = Object.entries(response?.content ?? {})[0] ?? []
  return { status: Number(status), contentType, schema: content?.schema ?? {} }
}
