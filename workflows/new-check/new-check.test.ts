import { scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { newCheck } from './new-check.ts'

const core = new URL('../../packages/core/', import.meta.url)
const database = scratchDatabase()

test('makes the three neighbours and lists the check at the end of its checklist', async () => {
  const files = await newCheck(core, 'late-payments', 'monthly')
  expect(files.map(({ path }) => path.pathname.slice(core.pathname.length))).toEqual([
    'checks/late-payments.ts',
    'checks/late-payments.sql',
    'checks/late-payments.test.ts',
    'checklists.ts',
  ])
  const [check, , story, lists] = files.map(({ text }) => text)
  expect(check).toContain('export const latePayments = sqlCheck(import.meta')
  expect(story).toContain("from './late-payments.ts'")
  expect(lists).toContain("import { latePayments } from './checks/late-payments.ts'")
  expect(lists).toMatch(/const monthly: Check\[\] = \[[^\]]*, latePayments\]/)
})

test('the query that it begins with answers as every check does, and can fail', async () => {
  const [, query] = await newCheck(core, 'late-payments', 'monthly')
  const keys = async () =>
    (await database.session.query<{ key: string | null }>(query?.text ?? '', [testNow])).rows.map(
      ({ key }) => key,
    )
  await database.session.query(
    "insert into public.courses (name, created_at) values ('Piano', $1)",
    [testNow],
  )
  expect(await keys()).toEqual([null])
  await database.session.query("update public.courses set name = ''")
  expect(await keys()).toEqual(['course/1'])
})

test.each([
  ['Late-Payments', 'daily', /named in lower case with hyphens/],
  ['old-logs', 'daily', /There is a check old-logs already/],
  ['late-payments', 'hourly', /no checklist "hourly": use daily, weekly or monthly/],
])('refuses %s in %s', async (name, checklist, sentence) => {
  await expect(newCheck(core, name, checklist)).rejects.toThrow(sentence)
})
