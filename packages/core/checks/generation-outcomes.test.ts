import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { generationOutcomes } from './generation-outcomes.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const logs = (count: number, status: string, operation = 'update') =>
  database.session.query(
    `insert into public.class_generation_logs (student_id, operation, trigger_time, status)
     select n, $2, timestamptz '2026-03-10T08:00:00Z' + n * interval '1 second', $3 from generate_series(1, $1::integer) as n`,
    [count, operation, status],
  )
const run = (status: string, at: string) =>
  database.session.query(
    "insert into public.class_generation_logs (operation, trigger_time, status) values ('scheduled', $1, $2)",
    [at, status],
  )

test('is clear, finds a whole-school run that failed, and is clear when the next one succeeded', async () => {
  await run('success', '2026-03-09T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
  await run('failed', '2026-03-10T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'run/scheduled' }],
  })
  await run('success', '2026-03-10T07:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
})

test('a partial run is a warning', async () => {
  await run('partial', '2026-03-10T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    severity: 'warning',
  })
})

test('one failed student is nothing, more than one in twenty is trouble', async () => {
  await logs(38, 'success')
  await logs(2, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'pass' })
  await logs(1, 'failed')
  expect(await look(database, generationOutcomes)).toMatchObject({
    state: 'fail',
    findings: [
      { key: 'operation/update', detail: '3 of 41 generations (update) failed, more than 5%.' },
    ],
  })
})

test('no log row since the weekly run was due is not "no failures"', async () => {
  await enrol(database)
  await database.session.query('truncate public.class_generation_logs')
  await run('success', '2026-03-02T06:00:00Z')
  expect(await look(database, generationOutcomes)).toMatchObject({ state: 'unknown' })
})
