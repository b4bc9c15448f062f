import { z } from 'zod'

type Schema = Parameters<typeof z.fromJSONSchema>[0]

/** Where a value is otherwise than its schema says, a line each that begins with `name`. */
export type SchemaFaults = (name: string, schema: unknown, value: unknown) => string[]

/** Holds values against the schemas of one description; `name` stands for the same schema each time. */
export function schemaFaultsIn(definitions: object): SchemaFaults {
  const checkers = new Map<string, z.ZodType>()

  function checkerOf(schema: unknown): z.ZodType {
    const whole = { ...(schema as object), definitions } as Schema
    return z.fromJSONSchema(whole, { defaultTarget: 'openapi-3.0' })
  }

  return (name, schema, value) => {
    if (!schema) return []
    const checker = checkers.get(name) ?? checkerOf(schema)
    checkers.set(name, checker)
    const { error } = checker.safeParse(value)
    return (error?.issues ?? []).map((issue) => `${name}: ${issue.path.join('.')} ${issue.message}`)
  }
}
