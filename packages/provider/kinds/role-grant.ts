import { z } from 'zod'
import type { Failure } from '../kind.ts'

/** What may be granted on each kind of object, as Postgres names it. */
const privilegesOn = {
  table: ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain'],
  sequence: ['usage', 'select', 'update'],
  function: ['execute'],
  schema: ['usage', 'create'],
  database: ['connect', 'create', 'temporary'],
} as const

export type ObjectKind = keyof typeof privilegesOn

const kinds = Object.keys(privilegesOn) as [ObjectKind, ...ObjectKind[]]

export const grantShape = z.strictObject({
  privileges: z.array(z.string()).min(1, 'is empty'),
  on: z.enum(kinds),
  objects: z.array(z.string()).min(1, 'is empty'),
})

/** Privileges on objects of one kind. `public.*` stands for all of that kind in the schema, as many as there are. */
export type Grant = z.infer<typeof grantShape>

/**
 * The same grants, one for each object, in a fixed order and with names written in one way: so that
 * what the program says and what the database holds can be compared.
 */
export function settledGrants(grants: Grant[]): { grants: Grant[]; failures: Failure[] } {
  const failures: Failure[] = []
  const fail = (property: string, reason: string) => void failures.push({ property, reason })
  const settled = new Map<string, Grant>()
  for (const [index, { on, objects, privileges }] of grants.entries()) {
    const named = privileges.map((privilege) => privilege.toLowerCase())
    for (const [at, privilege] of named.entries()) {
      const known: readonly string[] = privilegesOn[on]
      if (known.includes(privilege)) continue
      const choice = known.join(', ')
      fail(`grants[${index}].privileges[${at}]`, `is no privilege on a ${on}; there are ${choice}`)
    }
    for (const [at, object] of objects.entries()) {
      const read = readObject(on, object)
      if ('reason' in read) {
        fail(`grants[${index}].objects[${at}]`, read.reason)
        continue
      }
      const key = `${on} ${read.text}`
      const before = settled.get(key)?.privileges ?? []
      const all = [...new Set([...before, ...named])].sort()
      settled.set(key, { on, objects: [read.text], privileges: all })
    }
  }
  return { grants: inOrder([...settled.values()]), failures }
}

/** Grants on one object each, by kind and name. */
export function inOrder(grants: Grant[]): Grant[] {
  const key = ({ on, objects }: Grant) => `${on} ${objects[0]}`
  return grants.sort((one, other) => (key(one) < key(other) ? -1 : 1))
}

/** A name as SQL reads it, quoted only where it would be read as another. */
export function written(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

const identifier = String.raw`(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\0]|"")+")`
const single = new RegExp(`^(${identifier})$`, 'u')
const pair = new RegExp(String.raw`^(${identifier})\s*\.\s*(\*|${identifier})$`, 'u')
const routine = new RegExp(
  String.raw`^(${identifier})\s*\.\s*(?:(\*)|(${identifier})\s*\(([^;\0]*)\))$`,
  'u',
)

type Read = { text: string } | { reason: string }

function readObject(on: ObjectKind, object: string): Read {
  const text = object.trim()
  if (on === 'schema' || on === 'database') {
    const [, name] = single.exec(text) ?? []
    return name ? { text: folded(name) } : { reason: `is no name of a ${on}: write it as SQL does` }
  }
  if (on === 'function') {
    const [, schema, star, name, types = ''] = routine.exec(text) ?? []
    if (schema && star) return { text: `${folded(schema)}.*` }
    if (schema && name) {
      return { text: `${folded(schema)}.${folded(name)}(${types.trim().replace(/\s+/g, ' ')})` }
    }
    return {
      reason:
        'is no function: write schema, name and types, as in public.add(integer, integer), or public.* for all',
    }
  }
  const [, schema, name] = pair.exec(text) ?? []
  if (schema && name) return { text: `${folded(schema)}.${name === '*' ? '*' : folded(name)}` }
  return {
    reason: `is no ${on}: write schema and name, as in public.students, or public.* for all`,
  }
}

/** As Postgres reads it: without quotes the letters from A to Z are small. */
function folded(name: string): string {
  if (name.startsWith('"')) return written(name.slice(1, -1).replaceAll('""', '"'))
  return written(name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
}
