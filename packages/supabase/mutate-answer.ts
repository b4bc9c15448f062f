import type { Schema } from './api/description.ts'

/** An answer with one thing about it changed. */
export type Mutation = {
  /** What was changed, and how, for whoever reads a failing test. */
  label: string
  /** Whether the answer is no longer one that the description allows, or holds a word nobody knows. */
  broken: boolean
  body: unknown
}

/** A field may be left out where the description says so, and a list may always have one less. */
type Kind = 'required' | 'optional' | 'item'

type Site = { path: string; value: unknown; schema: Schema; kind: Kind; put: Put }

/** The whole answer with this value in the place, or without the place. */
type Put = (replacement: { value: unknown } | 'nothing') => unknown

const hostile = '<img src=x> @everyone \u202e::error::\u0000'

/** Every answer that differs in one place from `answer`, by what the schema says of it. */
export function mutationsOf(answer: unknown, schema: Schema): Mutation[] {
  const whole: Site = {
    path: 'the whole',
    value: answer,
    schema,
    kind: 'required',
    put: (replacement) => (replacement === 'nothing' ? null : replacement.value),
  }
  return sitesIn(whole).flatMap(mutationsAt)
}

function sitesIn(site: Site): Site[] {
  const { value, schema } = site
  if (Array.isArray(value)) {
    return [site, ...value.slice(0, 3).flatMap((_item, index) => sitesIn(itemOf(site, index)))]
  }
  if (typeof value !== 'object' || value === null) return [site]
  const shape = shapeOf(schema, value)
  // What nobody reads may be as it likes; of what has no description everything counts.
  const read = Object.keys(value).filter((name) => !shape.properties || name in shape.properties)
  return [site, ...read.flatMap((name) => sitesIn(fieldOf(site, shape, name)))]
}

function itemOf({ path, value, schema, put }: Site, index: number): Site {
  const items = value as unknown[]
  return {
    path: `${path}[${index}]`,
    value: items[index],
    schema: schema.items ?? {},
    kind: 'item',
    put: (replacement) =>
      put({
        value: items.flatMap((item, at) => {
          if (at !== index) return [item]
          return replacement === 'nothing' ? [] : [replacement.value]
        }),
      }),
  }
}

function fieldOf({ path, value, put }: Site, shape: Schema, name: string): Site {
  const { [name]: field, ...others } = value as Record<string, unknown>
  return {
    path: `${path}.${name}`,
    value: field,
    schema: shape.properties?.[name] ?? {},
    kind: !shape.properties || shape.required?.includes(name) ? 'required' : 'optional',
    put: (replacement) =>
      put({ value: replacement === 'nothing' ? others : { ...others, [name]: replacement.value } }),
  }
}

/** Of several schemas the first that knows the value's fields. */
function shapeOf(schema: Schema, value: object): Schema {
  const fits = ({ properties = {} }: Schema) => Object.keys(value).some((key) => key in properties)
  return schema.anyOf?.find(fits) ?? schema
}

function mutationsAt({ path, value, schema, kind, put }: Site): Mutation[] {
  const change = (how: string, changed: unknown, broken: boolean): Mutation => ({
    label: `${path} ${how}`,
    broken,
    body: put({ value: changed }),
  })
  const gone = { label: `${path} is gone`, broken: kind === 'required', body: put('nothing') }
  const isOpen = schema.anyOf !== undefined || schema.nullable === true
  return [
    gone,
    change('is null', null, !isOpen && kind !== 'optional'),
    change('is of another type', otherType(value), value !== null && !isOpen),
    ...changesOf(value, schema).map(([how, changed, broken]) => change(how, changed, broken)),
  ]
}

function otherType(value: unknown): unknown {
  if (typeof value === 'string') return 42
  if (Array.isArray(value)) return { 0: value[0] }
  return typeof value === 'object' ? 'an object' : [value]
}

/** Values of the same type. */
function changesOf(
  value: unknown,
  { enum: members, format }: Schema,
): [how: string, changed: unknown, broken: boolean][] {
  if (typeof value === 'number') {
    return [-1, 0, 0.5, 1e300].map((number) => [`is ${number}`, number, false])
  }
  if (typeof value === 'string') {
    return [
      ['is a word that nobody knows', 'ADDED_LATER', members !== undefined],
      ['is hostile', hostile, members !== undefined || format === 'date-time'],
      ['is empty', '', members !== undefined || format === 'date-time'],
    ]
  }
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return []
  return [['has a field more', { ...value, added_later: { since: 2027 } }, false]]
}

/** Metrics of which one name is gone, without a number or all zero, or that are cut off. */
export function metricsMutations(text: string): Mutation[] {
  const lines = text.split('\n')
  const names = new Set(lines.flatMap((line) => line.match(/^\w+(?=\{)/) ?? []))
  const each = (name: string, change: (line: string) => string[]) =>
    lines.flatMap((line) => (line.startsWith(`${name}{`) ? change(line) : [line])).join('\n')
  const number = (line: string, value: string) => [line.replace(/ \S+$/, ` ${value}`)]
  return [
    { label: 'is cut off', broken: true, body: text.slice(0, text.length / 2) },
    { label: 'is empty', broken: true, body: '' },
    ...[...names].flatMap((name) => [
      { label: `${name} is gone`, broken: true, body: each(name, () => []) },
      { label: `${name} is NaN`, broken: true, body: each(name, (line) => number(line, 'NaN')) },
      { label: `${name} is 0`, broken: false, body: each(name, (line) => number(line, '0')) },
      { label: `${name} is -1`, broken: false, body: each(name, (line) => number(line, '-1')) },
      { label: `${name} is odd`, broken: true, body: each(name, (line) => number(line, 'many')) },
    ]),
  ]
}
