import { connect } from '@rollcall/database'
import { scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
const query = async <Row extends object>(sql: string, ...values: unknown[]) =>
  (await database.session.query<Row>(sql, values)).rows

/** The tests' clock. What is said of ages is said of it. */
const clock = 'rollcall.current_instant()'

beforeEach(async () => {
  await query(
    'truncate rollcall.runs, rollcall.verdicts, rollcall.metrics, rollcall.function_calls',
  )
  await query('drop schema if exists cron cascade')
})

async function keepHouse() {
  const [row] = await query<{ gone: Record<string, number | null> }>(
    'select rollcall.keep_house() as gone',
  )
  return row?.gone
}

/** A run of so many days ago, with one verdict. */
async function ran(days: number, state = 'pass', checklist = 'daily', environment = 'production') {
  const [run] = await query<{ id: number }>(
    `insert into rollcall.runs (checklist, environment, now)
     values ($1, $2, ${clock} - $3 * interval '1 day') returning id`,
    checklist,
    environment,
    days,
  )
  await query(
    `insert into rollcall.verdicts (run_id, check_id, state, verdict) values ($1, 'old-logs', $2, '{}')`,
    run?.id,
    state,
  )
}

/** How many days ago the runs were that are left, by checklist and state. */
async function runsLeft() {
  const rows = await query<{ left: string }>(
    `select format('%s %s %s', r.checklist, v.state, extract(day from ${clock} - r.now)) as left
     from rollcall.runs as r join rollcall.verdicts as v on v.run_id = r.id
     order by r.checklist, r.now`,
  )
  return rows.map(({ left }) => left)
}

test('a house in which nothing is old is left as it is, however often', async () => {
  await ran(399)
  await ran(1)
  for (const _ of [1, 2]) {
    expect(await keepHouse()).toEqual({ runs: 0, metrics: 0, calls: 0, jobRuns: null })
  }
  expect(await runsLeft()).toEqual(['daily pass 399', 'daily pass 1'])
})

test('runs go with their verdicts after 400 days', async () => {
  for (const days of [900, 500, 401, 399, 1]) await ran(days)
  expect(await keepHouse()).toMatchObject({ runs: 3 })
  expect(await runsLeft()).toEqual(['daily pass 399', 'daily pass 1'])
  expect(await query('select count(*) from rollcall.verdicts')).toEqual([{ count: 2 }])
})

test('the newest run of a checklist stays however old it is, and so does the newest that saw something', async () => {
  await ran(800, 'fail', 'monthly')
  await ran(700, 'fail', 'monthly')
  await ran(600, 'unknown', 'monthly')
  await ran(500, 'unknown', 'monthly')
  for (const days of [900, 450]) await ran(days, 'skipped', 'weekly')
  await ran(1)
  // Of another environment.
  await ran(650, 'pass', 'daily', 'staging')
  expect(await keepHouse()).toMatchObject({ runs: 3 })
  expect(await runsLeft()).toEqual([
    'daily pass 650',
    'daily pass 1',
    'monthly fail 700',
    'monthly unknown 500',
    'weekly skipped 450',
  ])
  expect(await keepHouse()).toMatchObject({ runs: 0 })
})

test('metrics go after 400 days, and calls of the function after 31', async () => {
  await query(
    `insert into rollcall.metrics (environment, metric, measured_at, value)
     select 'production', 'students-active', ${clock} - n * interval '1 day', n from unnest(array[401, 399, 1]) as n`,
  )
  await query(
    `insert into rollcall.function_calls (request_id, path, requested_at)
     select n, 'webhook', ${clock} - n * interval '1 day' from unnest(array[32, 30]) as n`,
  )
  expect(await keepHouse()).toMatchObject({ metrics: 1, calls: 1 })
  expect(await query('select value from rollcall.metrics order by value')).toEqual([
    { value: 1 },
    { value: 399 },
  ])
  expect(await query('select request_id from rollcall.function_calls')).toEqual([
    { request_id: 30 },
  ])
})

test('what proves something stays for ever', async () => {
  await query(
    `insert into rollcall.remedies (remedy, started_at, finished_at, bound, before, after)
     values ('clean-old-logs', '2001-01-01', '2001-01-01', 1, '{}', '{}')`,
  )
  await query(
    `insert into rollcall.archived_classes (student_id, class_id, reason, archived_at, class)
     values (1, '1', 'duplicate', '2001-01-01', '{}')`,
  )
  await query(
    `insert into rollcall.generation_runs (operation, week, started_at) values ('weekly', '2001-01-01', '2001-01-01')`,
  )
  await keepHouse()
  expect(
    await query(
      `select (select count(*) from rollcall.remedies) as remedies,
              (select count(*) from rollcall.archived_classes) as classes,
              (select count(*) from rollcall.generation_runs) as weeks`,
    ),
  ).toEqual([{ remedies: 1, classes: 1, weeks: 1 }])
})

/** The tables of pg_cron, with a log of so many days before now for each job. */
async function withJobs(log: { job: number; days: number[] }[]) {
  await query(
    `create schema cron;
     create table cron.job (jobid bigint primary key);
     create table cron.job_run_details (
       jobid bigint, runid bigint generated always as identity primary key, status text,
       start_time timestamptz, end_time timestamptz
     );
     insert into cron.job values (1), (2)`,
  )
  for (const { job, days } of log) {
    await query(
      `insert into cron.job_run_details (jobid, status, start_time, end_time)
       select $1, 'succeeded', t.at, t.at
       from unnest($2::integer[]) as n cross join lateral (select ${clock} - n * interval '1 day' as at) as t`,
      job,
      days,
    )
  }
}

const jobRunsLeft = async () =>
  (
    await query<{ left: string }>(
      `select format('%s: %s', r.jobid, coalesce(extract(day from ${clock} - r.start_time)::text, 'never')) as left
       from cron.job_run_details as r order by r.jobid, r.runid`,
    )
  ).map(({ left }) => left)

test('the log of pg_cron goes after 31 days, but for the newest run of each job that is there', async () => {
  await withJobs([
    { job: 1, days: [40, 32, 30, 1] },
    { job: 2, days: [90, 60] },
    { job: 3, days: [90, 60] },
  ])
  expect(await keepHouse()).toMatchObject({ jobRuns: 5 })
  expect(await jobRunsLeft()).toEqual(['1: 30', '1: 1', '2: 60'])
})

test('runs that could not be started have no time, and go with those of their days', async () => {
  await withJobs([{ job: 1, days: [50] }])
  const never = `insert into cron.job_run_details (jobid, status) values (1, 'failed')`
  await query(never)
  await query(
    `insert into cron.job_run_details (jobid, status, start_time) values (1, 'succeeded', ${clock} - interval '40 days')`,
  )
  await query(never)
  await query(
    `insert into cron.job_run_details (jobid, status, start_time) values (1, 'succeeded', ${clock})`,
  )
  expect(await keepHouse()).toMatchObject({ jobRuns: 3 })
  expect(await jobRunsLeft()).toEqual(['1: never', '1: 0'])
})

test('one call does no more than so much, and the next goes on', async () => {
  await query(
    `insert into rollcall.metrics (environment, metric, measured_at, value)
     select 'production', 'students-active', ${clock} - interval '500 days' + n * interval '1 second', n
     from generate_series(1, 100001) as n`,
  )
  expect(await keepHouse()).toMatchObject({ metrics: 100_000 })
  expect(await query('select value from rollcall.metrics')).toEqual([{ value: 100_001 }])
  expect(await keepHouse()).toMatchObject({ metrics: 1 })
})

test('is for the owner: who looks or remedies may not', async () => {
  await ran(500)
  await ran(1)
  for (const login of ['looker', 'fixer'] as const) {
    const session = await connect(database.as(login))
    await expect(session.query('select rollcall.keep_house()')).rejects.toMatchObject({
      code: '42501',
    })
    await session.end()
  }
  expect(await runsLeft()).toHaveLength(2)
})
