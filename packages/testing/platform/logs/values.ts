import { LogsRefusal } from './refusal.ts'

/** A point in time in microseconds since 1970, shown with its fraction or without. */
export type Instant = { microseconds: number; hasFraction: boolean }

export type Value = string | number | null | Instant | Record<string, string>

export function isInstant(value: Value): value is Instant {
  return typeof value === 'object' && value !== null && typeof value.microseconds === 'number'
}

/** As the endpoint writes it: `2026-03-09T06:17:00.000000`, without a zone, in UTC. */
export function shown(value: Value): unknown {
  if (!isInstant(value)) return value
  const text = new Date(Math.floor(value.microseconds / 1000)).toISOString()
  const rest = String(value.microseconds % 1000).padStart(3, '0')
  return value.hasFraction ? `${text.slice(0, 23)}${rest}` : text.slice(0, 19)
}

const plainTime = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?)?$/

/** The instant that a text without a zone means in UTC. */
export function instantOf(text: string): Instant {
  const [, date, time = '00:00', fraction = ''] = plainTime.exec(text) ?? []
  const milliseconds = Date.parse(`${date}T${time}Z`)
  if (Number.isNaN(milliseconds)) throw new LogsRefusal(`Cannot parse DateTime64 from '${text}'`)
  return {
    microseconds: milliseconds * 1000 + Number(fraction.padEnd(6, '0')),
    hasFraction: true,
  }
}

/** Below 0 if the first comes first. A text is compared with an instant as the instant that it means. */
export function order(a: Value, b: Value): number {
  if (isInstant(a) && isInstant(b)) return a.microseconds - b.microseconds
  if (isInstant(a) && typeof b === 'string') return order(a, instantOf(b))
  if (typeof a === 'string' && isInstant(b)) return order(instantOf(a), b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  throw new LogsRefusal(`There is no supertype for types ${typeOf(a)}, ${typeOf(b)}`)
}

function typeOf(value: Value): string {
  if (isInstant(value)) return 'DateTime64(6)'
  if (typeof value === 'number') return Number.isInteger(value) ? 'Int64' : 'Float64'
  return typeof value === 'string' ? 'String' : 'Map(String, String)'
}

export function number(value: Value, name: string): number {
  if (typeof value === 'number') return value
  throw new LogsRefusal(`Illegal type ${typeOf(value)} of argument of function ${name}`)
}

export function text(value: Value, name: string): string {
  if (typeof value === 'string') return value
  throw new LogsRefusal(`Illegal type ${typeOf(value)} of argument of function ${name}`)
}
