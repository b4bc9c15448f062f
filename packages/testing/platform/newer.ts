import { definitions, type Schema } from './description/description.ts'

/**
 * An answer as a later version of the API may give it: each object has a field more, and each value
 * of an enumeration that the description calls open is one that nobody knows yet.
 */
export function newer(schema: Schema | undefined, value: unknown): unknown {
  const meant = resolved(schema, value)
  if (Array.isArray(value)) return value.map((item) => newer(meant?.items as Schema, item))
  if (typeof value === 'string') return meant?.['x-open-enum'] ? 'ADDED_LATER' : value
  if (typeof value !== 'object' || value === null) return value
  const properties = (meant?.properties ?? {}) as Record<string, Schema>
  const fields = Object.entries(value).map(([key, field]) => [key, newer(properties[key], field)])
  return { ...Object.fromEntries(fields), added_later: { since: 2027 } }
}

/** The schema itself: what it refers to, or of several the first that knows the value's fields. */
function resolved(schema: Schema | undefined, value: unknown): Schema | undefined {
  if (!schema) return undefined
  if (typeof schema.$ref === 'string') {
    return resolved(definitions[schema.$ref.slice('#/definitions/'.length)], value)
  }
  const several = schema.anyOf as Schema[] | undefined
  return several ? several.find((each) => fits(each, value)) : schema
}

function fits({ enum: members, properties }: Schema, value: unknown): boolean {
  if (Array.isArray(members)) return members.includes(value)
  if (typeof value !== 'object' || value === null) return properties === undefined
  return Object.keys(value).every((key) => key in ((properties ?? {}) as object))
}
