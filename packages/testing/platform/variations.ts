import { answerFaults } from './description/description.ts'
import type { Operation } from './description/operations.ts'

/** An answer's body with one place in it otherwise. */
export type Variation = {
  /** Such as `backups[0].status is null`. */
  what: string
  body: unknown
  /** Whether the description allows for it, enumerations being open. */
  isDescribed: boolean
}

/** What text from outside may hold: markup, a mention, a workflow command, a reversal, a control sign. */
const hostile = '<img src=x> @everyone ::error::\n\u202e]]>\u0000\u001b[2J'

/**
 * Variations of a good answer with 200, to see what a client makes of them: each field is missing,
 * null, of another type, extreme, unreadable; each list is empty; each object has a field more. Of
 * a list the first member stands for all.
 */
export function variationsOf(operation: Operation, body: unknown): Variation[] {
  return variedAt(body, '').map(([what, varied]) => ({
    what,
    body: varied,
    isDescribed: isDescribed(operation, varied),
  }))
}

function isDescribed(operation: Operation, body: unknown): boolean {
  return answerFaults(operation, 200, 'application/json', body, 'open').length === 0
}

type Varied = [what: string, value: unknown]

function variedAt(value: unknown, path: string): Varied[] {
  const here = replacements(value).map(
    ([what, other]): Varied => [`${path || 'it'} ${what}`, other],
  )
  return [...here, ...within(value, path)]
}

function within(value: unknown, path: string): Varied[] {
  if (Array.isArray(value)) {
    const [first, ...rest] = value
    if (first === undefined) return []
    return variedAt(first, `${path}[0]`).map(([what, other]) => [what, [other, ...rest]])
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, field]): Varied[] => {
    const place = path ? `${path}.${key}` : key
    const { [key]: _, ...others } = value
    const varied = variedAt(field, place).map(
      ([what, other]): Varied => [what, { ...value, [key]: other }],
    )
    return [[`${place} is missing`, others], ...varied]
  })
}

function replacements(value: unknown): Varied[] {
  const none: Varied = ['is null', null]
  if (Array.isArray(value)) return [none, ['is empty', []], ['is an object', {}]]
  if (isObject(value)) return [none, ['is a list', []], ['has more', { ...value, added_later: 1 }]]
  if (typeof value === 'number') {
    return [none, ['is a text', 'many'], ['is below zero', -1], ['is vast', 1e300]]
  }
  if (typeof value === 'boolean') return [none, ['is a text', String(value)], ['is a number', 2]]
  if (typeof value === 'string') {
    return [none, ['is a number', 7], ['is empty', ''], ['is hostile', hostile]]
  }
  return [
    ['is a text', 'something'],
    ['is an object', {}],
  ]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
