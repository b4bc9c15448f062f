import { LogsRefusal } from './refusal.ts'
import { type Instant, instantOf, isInstant, number, order, text, type Value } from './values.ts'

type Scalar = (given: Value[], name: string) => Value
type Aggregate = (values: Value[], of: Value[], name: string) => Value

/** What a value of one row is made of. Conditions are 1 and 0, as ClickHouse has them. */
export const scalars: Record<string, Scalar> = {
  '=': compared((difference) => difference === 0),
  '!=': compared((difference) => difference !== 0),
  '<': compared((difference) => difference < 0),
  '<=': compared((difference) => difference <= 0),
  '>': compared((difference) => difference > 0),
  '>=': compared((difference) => difference >= 0),
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  and: (given) => Number(given.every(isTrue)),
  or: (given) => Number(given.some(isTrue)),
  not: ([value = null]) => (value === null ? null : Number(!isTrue(value))),
  in: ([value = null, ...members]) =>
    Number(value !== null && members.some((member) => order(value, member) === 0)),
  isNull: ([value = null]) => Number(value === null),
  like: (given, name) => matching(given, name, 's'),
  ilike: (given, name) => matching(given, name, 'si'),
  match: ([value = null, pattern = null], name) =>
    Number(new RegExp(text(pattern, name)).test(text(value, name))),
  '[]': ([map = null, key = null]) => entry(map, text(key, 'arrayElement')),
  if: ([condition = null, then = null, otherwise = null]) => (isTrue(condition) ? then : otherwise),
  intDiv: arithmetic((a, b) => Math.trunc(a / b)),
  round: ([value = null, digits = 0], name) => {
    const scale = 10 ** number(digits, name)
    return Math.round(number(value, name) * scale) / scale
  },
  toInt32OrZero: (given, name) => whole(given, name, 2 ** 31),
  toInt64OrZero: (given, name) => whole(given, name, 2 ** 63),
  toFloat64OrZero: ([value = null], name) => Number(text(value, name)) || 0,
  toStartOfMinute: rounded(60),
  toStartOfFifteenMinutes: rounded(15 * 60),
  toStartOfHour: rounded(60 * 60),
  toStartOfDay: rounded(24 * 60 * 60),
  toDateTime64: ([value = null], name) => instantOf(text(value, name)),
  parseDateTimeBestEffort: ([value = null], name) => bestEffort(text(value, name)),
  lower: ([value = null], name) => text(value, name).toLowerCase(),
  startsWith: ([value = null, prefix = null], name) =>
    Number(text(value, name).startsWith(text(prefix, name))),
  positionCaseInsensitive: ([value = null, part = null], name) =>
    text(value, name).toLowerCase().indexOf(text(part, name).toLowerCase()) + 1,
}

/** What a value of a group of rows is made of, from the argument's value in each of them. */
export const aggregates: Record<string, Aggregate> = {
  count: (values) => values.filter((value) => value !== null).length,
  countIf: (values) => values.filter(isTrue).length,
  uniqExact: (values) => new Set(values.map((value) => JSON.stringify(value))).size,
  sum: (values, _, name) => values.reduce<number>((sum, value) => sum + number(value, name), 0),
  avg: (values, _, name) =>
    values.reduce<number>((sum, value) => sum + number(value, name), 0) / values.length,
  min: (values) => [...values].sort(order)[0] ?? null,
  max: (values) => [...values].sort(order).at(-1) ?? null,
  quantile: (values, [level = 0.5], name) => quantile(values, number(level, name), name),
}

export function isTrue(value: Value): boolean {
  return typeof value === 'number' && value !== 0
}

function compared(holds: (difference: number) => boolean): Scalar {
  return ([a = null, b = null]) => (a === null || b === null ? null : Number(holds(order(a, b))))
}

function arithmetic(reckon: (a: number, b: number) => number): Scalar {
  return ([a = null, b = null], name) => reckon(number(a, name), number(b, name))
}

function matching([value = null, pattern = null]: Value[], name: string, flags: string): number {
  const escaped = text(pattern, name).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const expression = `^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`
  return Number(new RegExp(expression, flags).test(text(value, name)))
}

/** A map answers with an empty text for a key that it lacks. */
function entry(map: Value, key: string): string {
  if (map === null || typeof map !== 'object' || isInstant(map)) {
    throw new LogsRefusal('Illegal type of argument of function arrayElement: only a map has keys')
  }
  return map[key] ?? ''
}

function whole([value = null]: Value[], name: string, bound: number): number {
  const given = text(value, name)
  const found = /^[-+]?\d+$/.test(given) ? Number(given) : 0
  return found >= -bound && found < bound ? found : 0
}

function rounded(seconds: number): Scalar {
  return ([value = null], name) => {
    if (!isInstant(value)) throw new LogsRefusal(`Illegal type of argument of function ${name}`)
    const step = seconds * 1_000_000
    return { microseconds: Math.floor(value.microseconds / step) * step, hasFraction: false }
  }
}

function bestEffort(given: string): Instant {
  const milliseconds = Date.parse(given)
  if (!/[Z+]/.test(given.slice(10)) || Number.isNaN(milliseconds)) {
    return { ...instantOf(given), hasFraction: false }
  }
  return { microseconds: Math.floor(milliseconds / 1000) * 1_000_000, hasFraction: false }
}

/** Between the two nearest values, in proportion. */
function quantile(values: Value[], level: number, name: string): number | null {
  const sorted = values.map((value) => number(value, name)).sort((a, b) => a - b)
  const place = (sorted.length - 1) * level
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return sorted.length === 0 ? null : below + (above - below) * (place % 1)
}
