import { connect } from '@rollcall/database'
import { queue, scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { diagnosePerformance } from './performance.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)

type Thresholds = Partial<(typeof defaultConfig)['thresholds']>
const diagnose = (thresholds: Thresholds = {}, session = database.session) =>
  diagnosePerformance(session, {
    now: testNow,
    // The server is shared by the tests of other files.
    config: {
      ...defaultConfig,
      thresholds: { ...defaultConfig.thresholds, connectionsShare: 1, ...thresholds },
    },
  })

test('finds nothing wrong in a database at rest, whoever asks', async () => {
  const diagnosis = await diagnose()
  expect(diagnosis.cause).toBeUndefined()
  expect(diagnosis.steps.map(({ question }) => question)).toEqual([
    'Does a session keep others waiting?',
    'Do connections run out?',
    'Was a transaction left open?',
    'Are the indexes there?',
    'Are tables in want of vacuum, analyze or room?',
    'Has a statement been running for too long?',
    'Has a statement become slower than it was?',
    'Is a statement slow that costs much?',
    'Does generation take longer than it did?',
    'Do the tables fit into memory?',
  ])
  const looker = await connect(database.as('looker'))
  expect(await diagnose({}, looker)).toEqual(diagnosis)
  await looker.end()
})

test('names the head of a queue before what waits in it', async () => {
  const { pids, leave } = await queue(database.url, [
    'begin; select from public.courses',
    'begin; lock table public.courses',
  ])
  const now = { lockWaitSeconds: 0, idleInTransactionMinutes: 0, longStatementMinutes: 0 }
  expect(await diagnose(now)).toMatchObject({
    steps: [{ question: 'Does a session keep others waiting?', answer: 'yes, 1', well: false }],
    cause: expect.stringMatching(
      `^Session ${pids[0]} .* keeps 1 session waiting for a lock, .*pg_terminate_backend`,
    ),
    command: 'rollcall check connections',
  })
  await leave()
  expect((await diagnose(now)).cause).toBeUndefined()
})

test('names a transaction that was left open, a statement without end', async () => {
  const { leave } = await queue(database.url, ['begin; select from public.courses'])
  expect((await diagnose({ idleInTransactionMinutes: 0 })).cause).toMatch(/left a transaction idle/)
  await leave()
  const other = await queue(database.url, [
    "begin; insert into public.courses (id, name) values (1, 'Piano')",
    "insert into public.courses (id, name) values (1, 'Violin')",
  ])
  expect(await diagnose({ longStatementMinutes: 0 })).toMatchObject({
    cause: expect.stringMatching(/has been running one statement since .* and waits for session/),
    command: 'rollcall check query-performance',
  })
  await other.leave()
})

test('names an index that is missing, and the command that builds it', async () => {
  await query('alter index public.classes_by_created_at rename to put_aside')
  expect(await diagnose()).toMatchObject({
    cause: expect.stringMatching(/^Index public\.classes_by_created_at .*missing/),
    command: 'rollcall migrate',
  })
  await query('alter index public.put_aside rename to classes_by_created_at')
})

test('names generation that takes longer than it did', async () => {
  const log = (daysAgo: number, milliseconds: number) =>
    query(
      `insert into public.class_generation_logs (operation, trigger_time, status, duration_ms)
       select 'insert', '${testNow}'::timestamptz - interval '${daysAgo} days', 'success', ${milliseconds}
       from generate_series(1, 5)`,
    )
  await log(10, 20)
  await log(1, 119)
  expect((await diagnose()).cause).toBeUndefined()
  await log(1, 121)
  await log(2, 121)
  expect(await diagnose()).toMatchObject({
    cause:
      "Generating a student's classes takes 121 ms this week and took 20 ms in the four before.",
  })
  await query('truncate public.class_generation_logs')
})

test('names tables that no longer fit into memory', async () => {
  await query("set effective_cache_size = '64kB'")
  expect(await diagnose()).toMatchObject({
    cause: expect.stringMatching(/^The four tables take \d+ MB and the cache is 0 MB/),
    command: 'rollcall remedy clean-old-logs',
  })
  await query('reset effective_cache_size')
})

test('what could not be looked at is the cause where no other is found', async () => {
  await query('drop extension pg_stat_statements')
  const unseen = await diagnose()
  expect(unseen).toMatchObject({
    cause: expect.stringContaining('one could not be looked for: The extension pg_stat_statements'),
    fix: expect.stringContaining('create extension'),
  })
  expect(unseen.steps.at(-1)?.well).toBe(false)
  await query('alter index public.classes_by_created_at rename to put_aside')
  expect((await diagnose()).cause).toContain('classes_by_created_at')
  await query('alter index public.put_aside rename to classes_by_created_at')
  await query('create extension pg_stat_statements schema extensions')
  expect((await diagnose()).cause).toBeUndefined()
})
