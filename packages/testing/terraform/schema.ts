import { readFileSync } from 'node:fs'
import { type State, unknown } from './state.ts'

/** As far as Pulumi's package schema is used here. */
export type PropertySchema = {
  type?: 'string' | 'boolean' | 'number' | 'array' | 'object'
  $ref?: string
  items?: PropertySchema
  secret?: boolean
}

type ObjectSchema = { properties: Record<string, PropertySchema>; required?: string[] }

type ResourceSchema = {
  properties: Record<string, PropertySchema>
  inputProperties: Record<string, PropertySchema>
  requiredInputs: string[]
}

type PackageSchema = {
  name: string
  version: string
  types: Record<string, ObjectSchema>
  provider: ResourceSchema
  resources: Record<string, ResourceSchema>
  functions: Record<string, { inputs: ObjectSchema; outputs: ObjectSchema }>
  parameterization: { baseProvider: { name: string; version: string }; parameter: string }
}

/** A property that can't be taken as it is. */
export type Failure = { property: string; reason: string }

/** The schema that the Terraform bridge 1.0.2 gives for Supabase's provider 1.10.1, as text and read. */
export const schemaText = readFileSync(new URL('pulumi-schema.json', import.meta.url), 'utf8')
export const packageSchema: PackageSchema = JSON.parse(schemaText)

/** The fields of an object whose type has a name; undefined for everything else. */
export function fieldsOf(property: PropertySchema): Record<string, PropertySchema> | undefined {
  return objectOf(property)?.properties
}

function objectOf({ $ref }: PropertySchema): ObjectSchema | undefined {
  return $ref ? packageSchema.types[$ref.slice('#/types/'.length)] : undefined
}

/**
 * What is wrong with inputs by their schema: something required that is missing, something of another
 * type, something that nobody knows. The real bridge passes over the last in a resource.
 */
export function mistakesIn(
  values: State,
  properties: Record<string, PropertySchema>,
  required: string[],
): Failure[] {
  const missing = required
    .filter((name) => values[name] === undefined || values[name] === null)
    .map((property) => ({
      property,
      reason: `Missing required argument. The argument "${property}" is required, but no definition was found.`,
    }))
  const wrong = Object.entries(values).flatMap(([name, value]) => {
    const property = properties[name]
    return property
      ? mismatches(name, value, property)
      : [
          {
            property: name,
            reason: `Invalid or unknown key. "${name}" is not one of its properties.`,
          },
        ]
  })
  return [...missing, ...wrong]
}

function mismatches(at: string, value: unknown, property: PropertySchema): Failure[] {
  if (value === unknown || value === null || value === undefined) return []
  const object = objectOf(property)
  const type = object ? 'object' : property.type
  const is = Array.isArray(value) ? 'array' : typeof value
  if (is !== type) return [{ property: at, reason: `Expected ${type}, got ${is}.` }]
  if (Array.isArray(value)) {
    const { items = {} } = property
    return value.flatMap((item, index) => mismatches(`${at}[${index}]`, item, items))
  }
  if (!object) return []
  return mistakesIn(value as State, object.properties, object.required ?? []).map((failure) => ({
    ...failure,
    property: `${at}.${failure.property}`,
  }))
}
