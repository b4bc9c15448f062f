import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkedProperties } from './checked-properties.ts'
import { unknown } from './wire.ts'

const shape = {
  name: z.string().min(1, 'is empty'),
  active: z.boolean().default(true),
  grants: z.array(z.strictObject({ on: z.string() })).optional(),
}

test('fills defaults in and leaves out what is not given', () => {
  expect(checkedProperties(shape, { name: 'a', grants: null })).toEqual({
    values: { name: 'a', active: true },
    failures: [],
  })
})

test('names every mistake at once, by the property that it is in', () => {
  const { failures } = checkedProperties(shape, { name: '', grants: [{ on: 1 }], nmae: 'a' })
  expect(failures.map(({ property }) => property)).toEqual(['name', 'grants[0].on', 'nmae'])
  expect(failures[0]?.reason).toBe('is empty')
  expect(failures[2]?.reason).toBe('is not known; there are name, active, grants')
  expect(checkedProperties(shape, {}).failures).toEqual([
    { property: 'name', reason: 'is missing' },
  ])
})

test('takes what is not known yet as it is', () => {
  const given = { name: unknown, grants: [{ on: unknown }] }
  expect(checkedProperties(shape, given)).toEqual({
    values: { ...given, active: true },
    failures: [],
  })
})
