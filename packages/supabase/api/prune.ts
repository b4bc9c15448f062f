import { isDeepStrictEqual } from 'node:util'
import type { Schema } from './description.ts'

type Raw = Record<string, unknown>

/** A path into an answer, such as `backups`, `[]`, `inserted_at`; `instant` marks a point in time. */
type Path = { steps: string[]; instant: boolean }

/**
 * Of a schema of the published description, what the paths in `reads` lead to. A choice between
 * objects becomes one object, in which only what all of them require is required: an answer of a
 * kind that is not yet known can still be read.
 * @param reads as in `Use`.
 * @throws Error naming a path that leads nowhere.
 */
export function prune(raw: unknown, schemas: Raw, reads: string[]): Schema {
  return reduce(resolve(raw as Raw, schemas), reads.map(parsePath), '')
}

function parsePath(read: string): Path {
  const [path = '', mark] = read.split(': ')
  return {
    steps: path.replaceAll('[]', '.[]').split('.').filter(Boolean),
    instant: mark === 'instant',
  }
}

/** Resolves references and choices, so that what is left is read by following it. */
export function resolve(raw: Raw, schemas: Raw): Schema {
  const { $ref, anyOf, oneOf, nullable, type, properties, items, required, format } = raw
  if (typeof $ref === 'string') {
    return resolve(schemas[$ref.replace('#/components/schemas/', '')] as Raw, schemas)
  }
  const choices = (anyOf ?? oneOf) as Raw[] | undefined
  const common: Schema = nullable === true ? { nullable: true } : {}
  if (choices) {
    return { ...choose(choices.map((each) => resolve(each, schemas))), ...common }
  }
  return {
    ...(type ? { type: type as NonNullable<Schema['type']> } : {}),
    ...(Array.isArray(raw.enum) ? { enum: raw.enum.map(String) } : {}),
    ...(typeof format === 'string' && type === 'string' ? { format } : {}),
    ...common,
    ...(properties ? { properties: resolveAll(properties as Raw, schemas) } : {}),
    ...(required ? { required: required as string[] } : {}),
    ...(items ? { items: resolve(items as Raw, schemas) } : {}),
  }
}

function resolveAll(properties: Raw, schemas: Raw): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, resolve(each as Raw, schemas)]),
  )
}

function choose(choices: Schema[]): Schema {
  const objects = choices.filter(({ type }) => type === 'object')
  const others = choices.filter(({ type }) => type !== 'object')
  const merged = objects.length > 0 ? [objects.reduce(both)] : []
  const rest = [...merged, ...others].reduce<Schema[]>(addChoice, [])
  return rest.length === 1 ? (rest[0] as Schema) : { anyOf: rest }
}

/** Objects of two kinds, as one. */
function both(a: Schema, b: Schema): Schema {
  const properties = { ...a.properties }
  for (const [name, schema] of Object.entries(b.properties ?? {})) {
    const there = properties[name]
    properties[name] = there ? choose([there, schema]) : schema
  }
  return {
    type: 'object',
    properties,
    required: (a.required ?? []).filter((name) => b.required?.includes(name)),
  }
}

function addChoice(choices: Schema[], schema: Schema): Schema[] {
  if (choices.some((each) => isDeepStrictEqual(each, schema))) return choices
  const like = choices.findIndex((each) => each.enum && schema.enum && each.type === schema.type)
  if (like < 0) return [...choices, schema]
  const members = [...(choices[like]?.enum ?? []), ...(schema.enum ?? [])]
  return choices.with(like, { ...schema, enum: [...new Set(members)] })
}

function reduce(schema: Schema, paths: Path[], place: string): Schema {
  if (paths.length === 0 || paths.some(({ steps }) => steps.length === 0)) {
    return paths.some(({ instant }) => instant) ? { ...schema, format: 'date-time' } : schema
  }
  const { nullable } = schema
  const common: Schema = nullable ? { nullable } : {}
  if (paths.every(({ steps }) => steps[0] === '[]') && schema.items) {
    return {
      type: 'array',
      ...common,
      items: reduce(schema.items, onward(paths, '[]'), `${place}[]`),
    }
  }
  const names = [...new Set(paths.map(({ steps }) => steps[0] as string))].sort()
  const properties = Object.fromEntries(
    names.map((name) => {
      const there = schema.properties?.[name]
      if (!there)
        throw new Error(`The description has no ${place}.${name}: correct api/operations.ts.`)
      return [name, reduce(there, onward(paths, name), `${place}.${name}`)]
    }),
  )
  const required = names.filter((name) => schema.required?.includes(name))
  return { type: 'object', ...common, properties, ...(required.length > 0 ? { required } : {}) }
}

function onward(paths: Path[], step: string): Path[] {
  return paths
    .filter(({ steps }) => steps[0] === step)
    .map(({ steps, instant }) => ({ steps: steps.slice(1), instant }))
}
