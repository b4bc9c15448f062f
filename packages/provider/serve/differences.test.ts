import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('finds nothing where nothing differs, in whatever order', () => {
  expect(differences({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([])
})

test('names what was added, taken away and changed, by its path', () => {
  const before = { schedule: '7 * * * *', list: ['a', 'b'], deep: { same: 1, gone: 2 } }
  const after = { schedule: '9 * * * *', list: ['a', 'b', 'c'], deep: { same: 1, 'a.b': 3 } }
  expect(differences(before, after)).toEqual([
    { path: 'schedule', change: 'update' },
    { path: 'list[2]', change: 'add' },
    { path: 'deep.gone', change: 'delete' },
    { path: 'deep["a.b"]', change: 'add' },
  ])
})

test('takes another shape for one change', () => {
  expect(differences({ a: [1] }, { a: { 0: 1 } })).toEqual([{ path: 'a', change: 'update' }])
})
