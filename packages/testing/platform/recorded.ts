import { readFileSync } from 'node:fs'
import type { Operation } from './description/operations.ts'

/** An answer that the real API once gave, cleaned of what names people or opens something. */
export type Recorded = {
  operation: Operation
  request?: unknown
  status: number
  /** None where the answer had no body. */
  contentType?: string
  body: unknown
}

export const recorded = readFileSync(new URL('recorded.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

/** The first recorded answer of an operation, a copy of its own for each caller. */
export function recordedBody<T>(operation: Operation): T {
  const found = recorded.find((each) => each.operation === operation)
  if (!found) throw new Error(`recorded.ndjson has no ${operation}.`)
  return structuredClone(found.body) as T
}
