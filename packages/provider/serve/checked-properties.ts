import type { z } from 'zod'
import type { Failure, Properties } from '../kind.ts'
import { holdsUnknown } from './wire.ts'

/**
 * Holds what a program gives to its shape, property by property, and names every mistake: what a
 * preview does not know yet is taken as it is.
 * @returns the properties with their defaults.
 */
export function checkedProperties(
  shape: Record<string, z.ZodType>,
  given: Properties,
): { values: Properties; failures: Failure[] } {
  const values: Properties = {}
  const failures: Failure[] = []
  for (const [name, type] of Object.entries(shape)) {
    if (holdsUnknown(given[name])) {
      values[name] = given[name]
      continue
    }
    const parsed = type.safeParse(given[name] ?? undefined)
    if (parsed.success) {
      if (parsed.data !== undefined) values[name] = parsed.data
      continue
    }
    for (const { path, message } of parsed.error.issues) {
      failures.push({ property: pathOf([name, ...path]), reason: reasonOf(given[name], message) })
    }
  }
  for (const name of Object.keys(given)) {
    if (name in shape || given[name] === undefined || given[name] === null) continue
    const known = Object.keys(shape).join(', ')
    failures.push({ property: name, reason: `is not known; there are ${known}` })
  }
  return { values, failures }
}

function reasonOf(given: unknown, message: string): string {
  return given === undefined || given === null ? 'is missing' : message
}

function pathOf(path: PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`,
    )
    .join('')
}
