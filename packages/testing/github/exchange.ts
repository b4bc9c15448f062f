import type { Person } from './people.ts'

/** A request as the layers see it: `path` without its query and decoded, but for slashes in names. */
export type Asked = {
  method: string
  path: string
  query: URLSearchParams
  body: Json | undefined
  token: string | undefined
  person: Person | undefined
}

export type Answer = { status: number; headers: Record<string, string>; body: unknown }

/** Answers itself, or asks what lies below and may change its answer. */
export type Layer = (asked: Asked, below: Below) => Promise<Answer>
export type Below = (asked: Asked) => Promise<Answer>

export type Json = Record<string, unknown>

export type FieldError = {
  resource: string
  field: string
  code: 'missing_field' | 'invalid' | 'already_exists' | 'custom' | 'unprocessable'
  message?: string
  value?: unknown
}

/** One layer out of many, the first of them outermost. */
export function stack(layers: Layer[], bottom: Below): Below {
  return layers.reduceRight<Below>((below, layer) => (asked) => layer(asked, below), bottom)
}

export function answered(status: number, body: unknown, headers = {}): Answer {
  return { status, headers, body }
}

/** An error in the shape that GitHub gives all of them. */
export function refused(status: number, message: string, more: Json = {}): Answer {
  const documentation_url = 'https://docs.github.com/rest'
  return answered(status, { message, ...more, documentation_url, status: String(status) })
}

export function invalid(...errors: FieldError[]): Answer {
  return refused(422, 'Validation Failed', { errors })
}

export function isWrite({ method }: Asked): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

export function isFine({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** The number in `…/issues/7` and what lies below it. */
export function issueNumber(path: string): number | undefined {
  const found = /\/(?:issues|pulls)\/(\d+)(?:\/|$)/.exec(path)?.[1]
  return found === undefined ? undefined : Number(found)
}
