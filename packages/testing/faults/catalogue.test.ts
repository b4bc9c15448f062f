import { readdirSync, readFileSync } from 'node:fs'
import { allChecks } from '@rollcall/core'
import { expect, test } from 'vitest'
import { faults } from './faults.ts'
import { liveFaults } from './live-faults.ts'

const all = [...faults, ...liveFaults]
const checks = allChecks.map(({ id }) => id).toSorted()

test('every check has a fault that it must see', () => {
  const seen = new Set(all.map(({ seenBy }) => seenBy))
  expect([...seen].toSorted()).toEqual(checks)
})

test('every check that a fault names exists', () => {
  const named = all.flatMap(({ seenBy, alsoSeenBy = [], hidesFromReader = [] }) => [
    seenBy,
    ...alsoSeenBy,
    ...hidesFromReader,
  ])
  expect(named.filter((check) => !checks.includes(check))).toEqual([])
})

test('no two faults share a name or a story', () => {
  for (const key of ['name', 'story'] as const) {
    const values = all.map((fault) => fault[key])
    expect(values).toHaveLength(new Set(values).size)
  }
})

test('every SQL file is of a fault, of the ground of one, or fills a school', () => {
  const used = new Set([
    ...faults.flatMap(({ name, ground }) => [name, ...(ground ? [ground] : [])]),
    ...liveFaults.flatMap(({ sessions }) => sessions),
    'million-classes',
  ])
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace('.sql', ''))
  expect(files.toSorted()).toEqual([...used].toSorted())
})

test('a fault that is undone by SQL has it in its file, and no other does', () => {
  for (const { name, undo = ['sql'] } of faults) {
    const sql = readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')
    expect([name, sql.includes('\n-- undo\n')]).toEqual([name, undo.includes('sql')])
  }
})
