import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseWorkflow, readWorkflowFiles } from './workflow-files.ts'

const parse = (text: string) => parseWorkflow('a.yml', text)

test('reads every schedule, in UTC unless it names a zone', () => {
  const text = `
on:
  schedule:
    - cron: '17 5 * * *'
      timezone: Europe/Madrid
    - cron: '7/10 * * * MON-FRI'
  workflow_dispatch:
`
  expect(parse(text)).toMatchObject({
    schedules: [
      { cron: '17 5 * * *', timezone: 'Europe/Madrid' },
      { cron: '7/10 * * * MON-FRI', timezone: 'UTC' },
    ],
    mistakes: [],
  })
})

test.each(['on: push', 'on: [push, schedule]', 'on: { push: }', 'jobs: {}', '', '- 1'])(
  'finds no schedule in %j',
  (text) => expect(parse(text)).toMatchObject({ schedules: [], mistakes: [] }),
)

test.each([
  ["on: { schedule: [{ cron: '@daily' }] }", 'has the cron expression "@daily", which is none'],
  ["on: { schedule: [{ cron: '61 5 * * *' }] }", 'has the cron expression "61 5 * * *"'],
  ["on: { schedule: [{ cron: '0 17 5 * * *' }] }", 'has the cron expression "0 17 5 * * *"'],
  ["on: { schedule: [{ cron: '17 5 L * *' }] }", 'has the cron expression "17 5 L * *"'],
  [
    "on: { schedule: [{ cron: '17 5 * * *', timezone: Madrid }] }",
    'names the time zone "Madrid", which is none',
  ],
  ['on: { schedule: [', 'is no YAML'],
])('says what is wrong with %j', (text, mistake) => {
  const { schedules, mistakes } = parse(text)
  expect(schedules).toEqual([])
  expect(mistakes).toEqual([expect.stringContaining(mistake)])
})

test('reads the files of this checkout, given as an address or as a path', async () => {
  const folder = new URL('../../../.github/workflows', import.meta.url)
  const files = await readWorkflowFiles(folder)
  expect(files.map(({ file }) => file)).toContain('ci.yml')
  expect(await readWorkflowFiles(fileURLToPath(folder))).toEqual(files)
  expect(files.flatMap(({ mistakes }) => mistakes)).toEqual([])
})

test('a folder that is not there holds none', async () => {
  expect(await readWorkflowFiles('/nowhere/at/all')).toEqual([])
})
