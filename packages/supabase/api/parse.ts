import { z } from 'zod'
import type { Answers } from './answers.ts'
import { readDescription, type Schema } from './description.ts'
import { type OperationName, type Use, uses } from './operations.ts'

const description = readDescription()

/** The calls as the description has them. */
export const { operations } = description

/** Every permission that a token needs to look with all calls, as Supabase names them. */
export const tokenPermissions = [
  ...new Set(
    (Object.entries(uses) as [OperationName, Use][])
      .filter(([, { deploys }]) => !deploys)
      .flatMap(([name]) => operations[name].permissions),
  ),
].sort()

/**
 * What a call answered, held to the description: unknown fields are left out, unknown members of an
 * enumeration are kept, and what is optional may be null. Undefined when a field that is read is
 * missing or of another type, with the place in the answer.
 */
export function parseAnswer<Name extends OperationName>(
  name: Name,
  answer: unknown,
): { value: Answers[Name] } | { misfit: string } {
  const { success, data, error } = parsers(name).safeParse(answer)
  if (success) return { value: data as Answers[Name] }
  return { misfit: error.issues[0]?.path.join('.') || 'the whole' }
}

const built = new Map<OperationName, z.ZodType>()

function parsers(name: OperationName): z.ZodType {
  const parser = built.get(name) ?? parserOf(operations[name].answer)
  built.set(name, parser)
  return parser
}

function parserOf(schema: Schema): z.ZodType {
  return schema.nullable ? bareParser(schema).nullable() : bareParser(schema)
}

function bareParser({ type, format, anyOf, items, properties, required = [] }: Schema): z.ZodType {
  if (anyOf) return z.union(anyOf.map(parserOf))
  switch (type) {
    case 'object':
      return z.object(
        Object.fromEntries(
          Object.entries(properties ?? {}).map(([name, each]) => [
            name,
            required.includes(name) ? parserOf(each) : optional(each),
          ]),
        ),
      )
    case 'array':
      return z.array(parserOf(items ?? {}))
    case 'integer':
    case 'number':
      return z.number()
    case 'string':
      return format === 'date-time' ? z.string().transform(toInstant) : z.string()
    case 'boolean':
      return z.boolean()
    default:
      return z.unknown()
  }
}

/** Servers send null for what they leave out. */
function optional(schema: Schema): z.ZodType {
  if (schema.nullable) return parserOf(schema).optional()
  return parserOf(schema)
    .nullish()
    .transform((value) => value ?? undefined)
}

/** A point in time as ISO 8601 in UTC; one without a zone is in UTC. */
export function toInstant(text: string, context: z.core.$RefinementCtx): string {
  const written = text.trim().replace(' ', 'T')
  const zoned = /(Z|[+-]\d\d(:?\d\d)?)$/i.test(written) ? written : `${written}Z`
  // ISO 8601 lets an offset be hours alone; Date doesn't.
  const date = new Date(zoned.replace(/([+-]\d\d)$/, '$1:00'))
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  context.addIssue({ code: 'custom', message: 'no point in time' })
  return z.NEVER
}
