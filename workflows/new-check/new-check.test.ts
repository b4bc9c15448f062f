import { readFileSync } from 'node:fs'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { newCheck } from './new-check.ts'

const root = new URL('../../', import.meta.url)
const core = new URL('packages/core/', root)
const database = scratchDatabase()

test('makes the four neighbours and lists the check at the end of its checklist', async () => {
  const files = await newCheck(core, 'late-payments', 'monthly')
  expect(files.map(({ path }) => path.pathname.slice(root.pathname.length))).toEqual([
    'packages/core/checks/late-payments.ts',
    'packages/core/checks/late-payments.sql',
    'packages/core/checks/late-payments.test.ts',
    'packages/core/checklists.ts',
    'docs/runbooks/late-payments.md',
    'docs/runbooks/README.md',
  ])
  const [check, , story, lists] = files.map(({ text }) => text)
  expect(check).toContain('export const latePayments = sqlCheck(import.meta')
  expect(story).toContain("from './late-payments.ts'")
  expect(lists).toContain("import { latePayments } from './checks/late-payments.ts'")
  expect(lists).toMatch(/const monthly: Listed\[\] = \[[^\]]*, latePayments\]/)
})

test('the runbook that it begins with is that of the check, and in the index', async () => {
  const files = await newCheck(core, 'late-payments', 'weekly')
  const [check = '', , , , runbook = '', index = ''] = files.map(({ text }) => text)
  const title = check.match(/title: '(.+)'/)?.[1]
  expect(runbook).toMatch(
    new RegExp(`^# ${title}\n\nCheck \`late-payments\`, in the weekly checklist`),
  )
  const headings = (text: string) => text.match(/^## .*$/gm)
  const another = new URL('docs/runbooks/old-logs.md', root)
  expect(headings(runbook)).toEqual(headings(readFileSync(another, 'utf8')))
  expect(index).toMatch(/\n- \[late-payments\]\(late-payments\.md\): .*\n\n### Monthly\n/)
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
