import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { vacuumAnalyze } from './vacuum-analyze.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)

beforeEach(async () => {
  await query('delete from rollcall.remedies')
  for (const table of ['notes', 'visits']) {
    await query(`drop table if exists public.${table}`)
    await query(
      `create table public.${table} with (autovacuum_enabled = false) as select n from generate_series(1, 30000) as n; select pg_stat_force_next_flush()`,
    )
    await query(`vacuum analyze public.${table}`)
  }
  await query('delete from public.notes where n <= 20000; select pg_stat_force_next_flush()')
})

const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
/** Works while another session has a transaction open that began with a statement. */
async function meanwhile(begun: string, work: () => Promise<void>) {
  const other = await connect(database.url)
  await other.query(`begin isolation level repeatable read; ${begun}`)
  try {
    await work()
  } finally {
    await other.end()
  }
}
const audit = async () =>
  (
    await query(
      'select applied_by, started_at, finished_at, before, after, failure from rollcall.remedies order by id',
    )
  ).rows

test('the preview names the tables that need it and what would be done, and does nothing', async () => {
  const expected = { count: 1, lines: ['public.notes: vacuum (analyze)'] }
  expect(await vacuumAnalyze.preview(context())).toEqual(expected)
  expect(await vacuumAnalyze.preview(context())).toEqual(expected)
})

test('measures its effect, is safe to repeat, and says all of it in the audit', async () => {
  expect(await applyRemedy(vacuumAnalyze, context())).toMatchObject({
    count: 1,
    done: '1 table was vacuumed or analyzed.',
    after: { count: 0 },
  })
  expect(await applyRemedy(vacuumAnalyze, context())).toMatchObject({ count: 0 })
  expect(await audit()).toMatchObject([
    {
      applied_by: 'postgres',
      started_at: testNow,
      finished_at: testNow,
      before: { count: 1, lines: ['public.notes: vacuum (analyze)'] },
      after: {
        count: 1,
        left: 0,
        steps: [
          expect.stringMatching(
            /^public.notes: dead rows 20000 → 0, .*changed since analyzed 20000 → 0$/,
          ),
        ],
      },
      failure: null,
    },
    { before: { count: 0 }, after: { count: 0, left: 0 } },
  ])
})

test('only takes statistics where nothing else is needed', async () => {
  await query('vacuum analyze public.notes')
  await query(
    'insert into public.visits select 1 from generate_series(1, 20000); select pg_stat_force_next_flush()',
  )
  expect((await vacuumAnalyze.preview(context())).lines).toEqual(['public.visits: analyze'])
  expect(await applyRemedy(vacuumAnalyze, context())).toMatchObject({
    count: 1,
    after: { count: 0 },
  })
})

test('says when it had no effect, because a transaction that is open still sees the dead rows', async () => {
  await query('vacuum analyze public.notes')
  const config = {
    ...defaultConfig,
    thresholds: { ...defaultConfig.thresholds, maintenanceRows: 5000 },
  }
  const apply = () => applyRemedy(vacuumAnalyze, { ...context(), config })
  await meanwhile('select from public.visits', async () => {
    await query('delete from public.notes; select pg_stat_force_next_flush()')
    expect(await apply()).toMatchObject({
      count: 0,
      done: '0 tables were vacuumed or analyzed. No effect on public.notes (10000 of 10000 dead rows are held back by a transaction or a replication slot that is open).',
      after: { count: 1 },
    })
  })
  expect(await apply()).toMatchObject({ count: 1 })
})

test('says when it had no effect, because the role does not own the table', async () => {
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await applyRemedy(vacuumAnalyze, context(fixer))).toMatchObject({
    count: 0,
    done: expect.stringContaining('No effect on public.notes (its owner has to do it'),
    after: { count: 1 },
  })
  await fixer.end()
})

test('waits for nobody for long, and does the others', async () => {
  await query('delete from public.visits where n <= 20000; select pg_stat_force_next_flush()')
  await meanwhile('lock table public.notes in share update exclusive mode', async () => {
    expect(await applyRemedy(vacuumAnalyze, context())).toMatchObject({
      count: 1,
      done: '1 table was vacuumed or analyzed. No effect on public.notes (another session held it for more than 5 s).',
      after: { count: 1, lines: ['public.notes: vacuum (analyze)'] },
    })
  })
})

test('touches nothing when more tables need it than its bound', async () => {
  await query('delete from public.visits where n <= 20000; select pg_stat_force_next_flush()')
  await expect(applyRemedy(vacuumAnalyze, context(), 1)).rejects.toThrow(/would touch 2/)
  expect(await vacuumAnalyze.preview(context())).toMatchObject({ count: 2 })
})

test('cut off between two tables, the first is done and audited, and the next application goes on', async () => {
  await query('delete from public.visits where n <= 20000; select pg_stat_force_next_flush()')
  const session = await connect(database.url, { now: testNow })
  const cut = {
    ...vacuumAnalyze,
    async *steps(given: Parameters<typeof vacuumAnalyze.steps>[0]) {
      for await (const step of vacuumAnalyze.steps(given)) {
        yield step
        await session.query('select pg_terminate_backend(pg_backend_pid())')
      }
      return ''
    },
  }
  await expect(applyRemedy(cut, context(session))).rejects.toThrow(/terminat/)
  await session.end().catch(() => undefined)
  expect(await audit()).toMatchObject([
    {
      finished_at: null,
      after: { count: 1, steps: [expect.stringMatching(/^public.notes: dead/)] },
    },
  ])
  expect(await applyRemedy(vacuumAnalyze, context())).toMatchObject({
    count: 1,
    after: { count: 0 },
  })
})

test('leaves the session as it was', async () => {
  const session = await connect(database.url, { now: '2026-03-01T00:00:00Z' })
  await session.query("set statement_timeout = '7min'; set timezone = 'Pacific/Kiritimati'")
  await applyRemedy(vacuumAnalyze, context(session))
  const { rows } = await session.query(
    `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
            current_setting('timezone') as zone, current_setting('rollcall.now') as now`,
  )
  await session.end()
  expect(rows).toEqual([
    { statement: '7min', lock: '0', zone: 'Pacific/Kiritimati', now: '2026-03-01T00:00:00Z' },
  ])
})

test('finds a table whatever its name', async () => {
  await query('drop table public.visits')
  await query(
    'create table public."a\u001b"";--" with (autovacuum_enabled = false) as select n from generate_series(1, 30000) as n; select pg_stat_force_next_flush()',
  )
  await query('vacuum analyze public."a\u001b"";--"')
  await query(
    'delete from public."a\u001b"";--" where n <= 20000; select pg_stat_force_next_flush()',
  )
  expect(await applyRemedy(vacuumAnalyze, context())).toMatchObject({
    count: 2,
    after: { count: 0 },
  })
  await query('drop table public."a\u001b"";--"')
})
