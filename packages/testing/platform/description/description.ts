import { readFileSync } from 'node:fs'
import { schemaFaultsIn } from '../../http/schema-faults.ts'
import type { Operation } from './operations.ts'

export type Schema = Record<string, unknown>
type Media = Record<string, Schema>
type Parameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Schema
}

export type Described = {
  /** Any one of the lists is enough. */
  permissions: string[][] | null
  parameters: Parameter[]
  /** Schemas by content type; none where the operation takes no body. */
  request?: Media
  /** Schemas by content type, by status; an answer without a body has none. */
  answers: Record<string, Media>
}

type Line =
  | { version: string }
  | { operation: Operation; described: Described }
  | { definition: string; schema: Schema }

const lines = readFileSync(new URL('management-api.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

/** The schemas that operations refer to as `#/definitions/<name>`. */
export const definitions: Record<string, Schema> = Object.fromEntries(
  lines.flatMap((line) => ('definition' in line ? [[line.definition, line.schema]] : [])),
)

const described = new Map(
  lines.flatMap((line) => ('operation' in line ? [[line.operation, line.described]] : [])),
)

const schemaFaults = schemaFaultsIn(definitions)
const openFaults = schemaFaultsIn(opened(definitions) as object)

/** Schemas in which an enumeration that the description calls open takes every text. */
function opened(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(opened)
  if (typeof node !== 'object' || node === null) return node
  const isOpen = 'x-open-enum' in node
  const kept = Object.entries(node).filter(([key]) => !isOpen || key !== 'enum')
  return Object.fromEntries(kept.map(([key, value]) => [key, opened(value)]))
}

/** What Supabase's description says of an operation. */
export function descriptionOf(operation: Operation): Described {
  const entry = described.get(operation)
  if (!entry) throw new Error(`management-api.ndjson has no ${operation}: run refresh.ts.`)
  return entry
}

export type Request = {
  parameters: Record<string, string>
  query: URLSearchParams
  /** Without its parameters. */
  contentType: string | undefined
  body: unknown
}

/** Where a request is otherwise than described, a line each; a parameter nobody knows is one, too. */
export function requestFaults(operation: Operation, request: Request): string[] {
  const { parameters, request: bodies } = descriptionOf(operation)
  const known = parameters.filter((parameter) => parameter.in !== 'header')
  const inQuery = new Set(
    known.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
  )
  const strays = [...request.query.keys()].filter((name) => !inQuery.has(name))
  return [
    ...known.flatMap((parameter) => parameterFaults(operation, parameter, request)),
    ...strays.map((name) => `query ${name}: there is no such parameter`),
    ...bodyFaults(operation, bodies, request),
  ]
}

function parameterFaults(operation: Operation, parameter: Parameter, request: Request): string[] {
  const { name, in: place, required, schema } = parameter
  const value = place === 'path' ? request.parameters[name] : request.query.get(name)
  if (value === null || value === undefined) {
    return required ? [`${place} ${name}: is missing`] : []
  }
  const label = `${operation} ${place} ${name}`
  const faults = schemaFaults(label, schema, typedValue(value, schema))
  return faults.map((fault) => fault.slice(operation.length + 1))
}

/** A parameter's text as its schema's type. */
function typedValue(text: string, { type }: Schema): unknown {
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text
}

function bodyFaults(operation: Operation, bodies: Media | undefined, request: Request): string[] {
  if (!bodies) return []
  const { contentType = '', body } = request
  const schema = bodies[contentType]
  if (!schema) return [`body: is to be ${Object.keys(bodies).join(' or ')}, not "${contentType}"`]
  if (body === undefined) return ['body: is missing']
  // What is neither JSON nor a form is a file, of which nothing is described.
  if (contentType !== 'application/json' && !(body instanceof FormData)) return []
  const value = body instanceof FormData ? formValue(body, schema) : body
  const faults = schemaFaults(`${operation} body`, schema, value)
  return faults.map((fault) => fault.slice(operation.length + 1))
}

/** A form as the object that its schema describes: files by their names, objects written as JSON. */
function formValue(form: FormData, schema: Schema): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>
  const fields = [...new Set(form.keys())].map((name) => {
    const { type } = properties[name] ?? {}
    const values = form.getAll(name).map((entry) => {
      if (entry instanceof File) return entry.name
      return type === 'object' ? parsedOrText(entry) : entry
    })
    return [name, type === 'array' ? values : values[0]]
  })
  return Object.fromEntries(fields)
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * Where an answer is otherwise than described, a line each: its status, its content type, its body.
 * Where enumerations are taken for open, a value that came later is none. 400 and 404 are described nowhere but given everywhere, as the recorded answers show.
 */
export function answerFaults(
  operation: Operation,
  status: number,
  contentType: string | undefined,
  body: unknown,
  enumerations: 'closed' | 'open' = 'closed',
): string[] {
  const media = descriptionOf(operation).answers[status]
  if (status >= 400 && (media || status === 400 || status === 404)) {
    return errorFaults(operation, status, body)
  }
  if (!media) return [`${operation} doesn't answer with ${status}`]
  const [described] = Object.entries(media)
  if (!described) {
    return body === undefined || contentType === 'application/json'
      ? []
      : [`${operation} ${status} is described without a body`]
  }
  const [type, schema] = described
  if (contentType !== type) return [`${operation} ${status} is to be ${type}, not "${contentType}"`]
  const name = `${operation} ${status}`
  return enumerations === 'closed'
    ? schemaFaults(name, schema, body)
    : openFaults(name, opened(schema), body)
}

function errorFaults(operation: Operation, status: number, body: unknown): string[] {
  const { message } = (body ?? {}) as { message?: unknown }
  return typeof message === 'string' ? [] : [`${operation} ${status} has no message`]
}
