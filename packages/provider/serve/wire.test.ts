import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import { expect, test } from 'vitest'
import { holdsUnknown, received, secretTexts, sent, unknown } from './wire.ts'

const signature = '4dabf18193072939515e22adb298388d'
const secret = (value: unknown) => ({
  [signature]: '1b47061264138c4ac30d75fd1eb44270',
  value,
})
const structOf = (value: object) => structs.Struct.fromJavaScript(value as never)

test('takes secrets out of their wrapping, however deep, and says which properties hold one', () => {
  const given = received(
    structOf({
      name: 'a',
      password: secret('s3cret'),
      list: [{ part: secret({ deep: 'deeper' }) }],
    }),
  )
  expect(given.values).toEqual({
    name: 'a',
    password: 's3cret',
    list: [{ part: { deep: 'deeper' } }],
  })
  expect(given.secrets).toEqual(new Set(['password', 'list']))
  expect(secretTexts(given).sort()).toEqual(['deeper', 's3cret'])
})

test('takes outputs out of theirs, and what is not known yet stays unknown', () => {
  const output = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
  const given = received(
    structOf({
      known: { [signature]: output, value: 'here', dependencies: [] },
      hidden: { [signature]: output, value: 'there', secret: true },
      open: { [signature]: output },
      number: '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
    }),
  )
  expect(given.values).toEqual({ known: 'here', hidden: 'there', open: unknown, number: unknown })
  expect(given.secrets).toEqual(new Set(['hidden']))
  expect(holdsUnknown(given.values)).toBe(true)
  expect(holdsUnknown({ a: ['b', { c: null }] })).toBe(false)
})

test('leaves what Pulumi notes for itself aside', () => {
  expect(received(structOf({ __defaults: [], name: 'a' })).values).toEqual({ name: 'a' })
  expect(received(undefined).values).toEqual({})
})

test('sends what is secret wrapped, and nothing that is undefined', () => {
  const values = { password: 's3cret', parts: ['a'], gone: undefined, later: unknown }
  const back = sent(values, new Set(['password', 'later'])).toJavaScript()
  expect(back).toEqual({ password: secret('s3cret'), parts: ['a'], later: unknown })
})
