import { z } from 'zod'
import type { Kind } from './kind.ts'
import { configurationShape } from './serve/configuration.ts'

/** The provider's version: that of what it deploys. */
export const version = '0.1.0'

type Shape = Record<string, z.ZodType>

/**
 * The package's schema as Pulumi describes it, made from the shapes that inputs are held to:
 * https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
export function packageSchema(kinds: Kind[]) {
  const configuration = described(configurationShape)
  return {
    name: 'rollcall',
    version,
    displayName: 'Rollcall',
    description: 'What a class tracking system on Supabase needs beyond the platform itself.',
    license: 'MIT',
    config: { variables: configuration },
    provider: { inputProperties: configuration, properties: configuration },
    resources: Object.fromEntries(
      kinds.map((kind) => [`rollcall:index:${kind.name}`, resource(kind)]),
    ),
  }
}

function resource({ description, inputs, outputs, identity }: Kind) {
  const all = { ...inputs.shape, ...outputs.shape }
  const replacing = Object.entries(described(inputs.shape)).map(([name, property]) => [
    name,
    identity.includes(name) ? { ...property, willReplaceOnChanges: true } : property,
  ])
  return {
    description,
    inputProperties: Object.fromEntries(replacing),
    requiredInputs: required(inputs.shape),
    properties: described(all),
    required: required(all),
  }
}

function described(shape: Shape) {
  return Object.fromEntries(
    Object.entries(shape).map(([name, type]) => {
      const { description, secret } = type.meta() ?? {}
      return [name, { ...typeOf(type), description, ...(secret ? { secret: true } : {}) }]
    }),
  )
}

function required(shape: Shape): string[] {
  return Object.entries(shape)
    .filter(([, type]) => !type.safeParse(undefined).success)
    .map(([name]) => name)
}

type JsonSchema = { type?: string; items?: JsonSchema }

function typeOf(type: z.ZodType) {
  return pulumiType(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
}

/** Objects stay open: Pulumi asks for a name for each that is not. */
function pulumiType({ type, items }: JsonSchema): Record<string, unknown> {
  if (type === 'array') return { type, items: pulumiType(items ?? {}) }
  if (type === 'object') return { type, additionalProperties: { $ref: 'pulumi.json#/Any' } }
  if (type === 'string' || type === 'boolean' || type === 'number' || type === 'integer')
    return { type }
  return { $ref: 'pulumi.json#/Any' }
}
