import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import { fieldsOf, type PropertySchema } from './schema.ts'
import { type State, unknown } from './state.ts'

export type Struct = InstanceType<typeof structs.Struct>

/** How Pulumi marks a value that is no plain one: sdk/go/common/resource/sig in its sources. */
const signatureKey = '4dabf18193072939515e22adb298388d'
const secretSignature = '1b47061264138c4ac30d75fd1eb44270'
const outputSignature = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'

/** What stands for a value that a preview does not know yet, by its type: sdk/go/common/resource/plugin/rpc.go. */
const unknowns = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  unknown,
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
])

/** Takes secrets and outputs out of their wrapping, and Pulumi's own notes out of the properties. */
export function received(struct: Struct | undefined): State {
  return plain(struct?.toJavaScript() ?? {}) as State
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return unknowns.has(value) ? unknown : value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const wrapping = value as State
  if (wrapping[signatureKey] === secretSignature) return plain(wrapping.value)
  if (wrapping[signatureKey] === outputSignature) {
    return 'value' in wrapping ? plain(wrapping.value) : unknown
  }
  const parts = Object.entries(wrapping).filter(([name]) => !name.startsWith('__'))
  return Object.fromEntries(parts.map(([name, part]) => [name, plain(part)]))
}

/** Leaves out what is not set, and wraps what the schema says is secret. */
export function sent(values: State, properties: Record<string, PropertySchema>): Struct {
  return structs.Struct.fromJavaScript(wrapped(values, properties) as never)
}

function wrapped(values: State, properties: Record<string, PropertySchema>): State {
  const entries = Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name, wrappedAs(properties[name], value)])
  return Object.fromEntries(entries)
}

function wrappedAs(property: PropertySchema | undefined, value: unknown): unknown {
  if (value === unknown || !property) return value
  const inner = innerOf(property, value)
  return property.secret ? { [signatureKey]: secretSignature, value: inner } : inner
}

function innerOf(property: PropertySchema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => wrappedAs(property.items, item))
  if (typeof value !== 'object') return value
  return wrapped(value as State, fieldsOf(property) ?? {})
}
