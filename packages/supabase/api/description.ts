import { readFileSync } from 'node:fs'
import type { OperationName } from './operations.ts'

/** What is kept of a JSON Schema of the published description: references are resolved, prose is left out. */
export type Schema = {
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'
  /** The members that are known; others may come. */
  enum?: string[]
  format?: string
  nullable?: true
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
}

/** One call: where it goes, what may be asked, and what of its answer is read. */
export type Operation = {
  operationId: string
  method: string
  /** With `{ref}` or `{slug}`. */
  path: string
  /** The query's parameters, as the fields of an object. */
  query: Schema
  /** The status of a call that succeeded. */
  status: number
  /** Empty when the description promises no body. */
  contentType: string
  /** What a token needs, when the description says so. */
  permissions: string[]
  answer: Schema
}

export type Description = {
  /** The published description that this was taken from. */
  source: { title: string; version: string }
  operations: Record<OperationName, Operation>
}

/** The committed subset of the published description. */
export function readDescription(): Description {
  return JSON.parse(readFileSync(new URL('description.json', import.meta.url), 'utf8'))
}
