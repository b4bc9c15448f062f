import { isDeepStrictEqual } from 'node:util'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import type { Properties } from '../kind.ts'

/** A struct of the protocol, as google-protobuf makes it. */
export type Struct = InstanceType<typeof structs.Struct>

/** How Pulumi marks a value that is no plain one: sdk/go/common/resource/sig in its sources. */
const signatureKey = '4dabf18193072939515e22adb298388d'
const secretSignature = '1b47061264138c4ac30d75fd1eb44270'
const outputSignature = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'

/** What stands for a value that a preview does not know yet, by its type: sdk/go/common/resource/plugin/rpc.go. */
const unknowns = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
])

/** A value that is not known yet, of whatever type. */
export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

export type Received = {
  /** Plain values; what is not known yet is `unknown`. */
  values: Properties
  /** The properties that hold a secret somewhere. */
  secrets: Set<string>
}

/** Takes secrets and outputs out of their wrapping; a missing struct is an empty one. */
export function received(struct: Struct | undefined): Received {
  const wrapped = (struct?.toJavaScript() ?? {}) as Properties
  const secrets = new Set<string>()
  const values = Object.entries(wrapped)
    // Pulumi's own notes, such as __defaults and __internal, are none of the resource's.
    .filter(([name]) => !name.startsWith('__'))
    .map(([name, value]) => [name, unwrapped(value, () => secrets.add(name))])
  return { values: Object.fromEntries(values), secrets }
}

function unwrapped(value: unknown, onSecret: () => void): unknown {
  if (typeof value === 'string') return unknowns.has(value) ? unknown : value
  if (Array.isArray(value)) return value.map((each) => unwrapped(each, onSecret))
  if (typeof value !== 'object' || value === null) return value
  const wrapping = value as Properties
  if (wrapping[signatureKey] === secretSignature) {
    onSecret()
    return unwrapped(wrapping.value, onSecret)
  }
  if (wrapping[signatureKey] === outputSignature) {
    if (wrapping.secret === true) onSecret()
    return 'value' in wrapping ? unwrapped(wrapping.value, onSecret) : unknown
  }
  const parts = Object.entries(wrapping).map(([name, part]) => [name, unwrapped(part, onSecret)])
  return Object.fromEntries(parts)
}

/** Wraps the properties that are secret; those that are undefined are left out. */
export function sent(values: Properties, secrets: Set<string>): Struct {
  const wrapped = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [
      name,
      secrets.has(name) && value !== unknown
        ? { [signatureKey]: secretSignature, value: plain(value) }
        : plain(value),
    ])
  return structs.Struct.fromJavaScript(Object.fromEntries(wrapped))
}

/** Without what JSON does not carry: the protocol has no undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

export function holdsUnknown(value: unknown): boolean {
  if (value === unknown) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsUnknown)
}

/** The strings among secret values, to be kept out of what is said. */
export function secretTexts({ values, secrets }: Received): string[] {
  return [...secrets].flatMap((name) => texts(values[name]))
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return value === unknown ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}

export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other)
}
