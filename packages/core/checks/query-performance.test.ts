import { randomBytes } from 'node:crypto'
import { connect } from '@rollcall/database'
import { look, lookAs, queue, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import type { Verdict } from '../verdict.ts'
import { queryPerformance } from './query-performance.ts'

const database = scratchDatabase()
const query = (sql: string, values: unknown[] = []) => database.session.query(sql, values)

const thresholds = {
  ...defaultConfig.thresholds,
  // What lies within a test is judged at once.
  statementWindowHours: 0,
  slowStatementLoad: 0,
  slowStatementMs: 20,
  regressionMs: 15,
}
type Thresholds = Partial<typeof thresholds>
const seen = (changed: Thresholds = {}) =>
  look(database, queryPerformance, {
    config: { thresholds: { ...thresholds, ...changed } },
    moving: [
      'examined',
      'evictions',
      'statements',
      'calledOftenEnough',
      'costliest',
      'comparedWithHistory',
    ],
  })
const keys = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state

/** Takes as long as it is told to, as a statement does whose index is gone. */
const statement = 'select public.find_timetable()'
async function run(times: number, seconds: number, text = statement) {
  await query("select set_config('test.delay', $1, false)", [seconds])
  for (let call = 0; call < times; call++) await query(text)
}
async function remember() {
  const looker = await connect(database.as('looker'))
  await queryPerformance.remember({
    database: looker,
    now: testNow,
    config: { ...defaultConfig, thresholds },
  })
  await looker.end()
}
async function idOf(text: string): Promise<string> {
  const { rows } = await query(
    'select c.query_id::text as id from rollcall.statement_counters(true) as c where c.statement = $1',
    [text],
  )
  return rows[0]?.id
}
const forget = () =>
  query(
    `select extensions.pg_stat_statements_reset(0, d.oid, 0) from pg_catalog.pg_database as d
     where d.datname = current_database()`,
  )

beforeAll(async () => {
  await query(
    `create function public.find_timetable() returns void language plpgsql as
     $$ begin perform pg_sleep(current_setting('test.delay')::double precision); end $$`,
  )
})
beforeEach(async () => {
  await query('truncate rollcall.statement_snapshots')
  await forget()
})

test('is clear, finds a slow statement, and is clear when it has become fast', async () => {
  await run(20, 0)
  expect(await seen()).toMatchObject({
    state: 'pass',
    evidence: {
      privilege: 'pg_read_all_stats',
      snapshots: 0,
      unseen: 0,
      evictions: expect.any(Number),
    },
  })
  await run(20, 0.045)
  const id = await idOf(statement)
  expect(await seen()).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: `statement/${id}/slow`,
        detail: expect.stringMatching(
          /^Statement -?\d+ \(`select public\.find_timetable\(\)`\) takes \d+ ms on average, over 40 calls since /,
        ),
        subject: { queryId: id },
      },
    ],
  })
  await remember()
  await run(20, 0)
  expect(await seen()).toMatchObject({ state: 'pass', evidence: { snapshots: 1 } })
})

test('too few calls, too small a share, or too little of the time by the clock are not slow', async () => {
  await run(20, 0.025)
  expect(keys(await seen())).toHaveLength(1)
  for (const less of [
    { statementCalls: 21 },
    { slowStatementShare: 1 },
    { slowStatementLoad: 1 },
    { slowStatementMs: 500 },
  ]) {
    expect(await seen(less)).toMatchObject({ state: 'pass' })
  }
})

/** Nothing is slow as such, and only what a person can feel has regressed. */
const fastEnough = { slowStatementMs: 1000, slowStatementLoad: 1 }

async function liveThrough(intervals: number, seconds: number) {
  for (let interval = 0; interval < intervals; interval++) {
    await run(20, seconds)
    await remember()
  }
}

test('finds a statement that takes longer than it did, for as long as that lasts', async () => {
  await liveThrough(4, 0)
  await run(20, 0)
  expect(await seen(fastEnough)).toMatchObject({ state: 'pass' })
  await run(20, 0.045)
  const key = `statement/${await idOf(statement)}/regressed`
  const verdict = await seen(fastEnough)
  expect(verdict).toMatchObject({
    state: 'fail',
    findings: [
      {
        key,
        detail: expect.stringMatching(
          /takes \d+\.\d ms on average since .* UTC and took \d+\.\d ms before/,
        ),
      },
    ],
  })
  await remember()
  await run(20, 0.045)
  expect(keys(await seen(fastEnough))).toEqual([key])
  await remember()
  await run(20, 0)
  expect(await seen(fastEnough)).toMatchObject({ state: 'pass' })
})

test('without three intervals of history nothing is called slower than it was', async () => {
  await liveThrough(2, 0)
  await run(20, 0.025)
  expect(await seen(fastEnough)).toMatchObject({ state: 'pass' })
})

test('what is slower by a little, or by no factor, has not regressed', async () => {
  await liveThrough(3, 0.005)
  await run(20, 0.04)
  expect(keys(await seen(fastEnough))).toHaveLength(1)
  expect(await seen({ ...fastEnough, regressionMs: 100 })).toMatchObject({
    state: 'pass',
  })
  expect(await seen({ ...fastEnough, regressionFactor: 10 })).toMatchObject({ state: 'pass' })
  const adding = { ...fastEnough, regressionMs: 100, slowStatementLoad: 0.01 }
  expect(keys(await seen(adding))).toHaveLength(1)
})

test("survives other people's resets, of few calls and of many", async () => {
  await liveThrough(3, 0)
  await forget()
  await run(20, 0.025)
  expect(keys(await seen(fastEnough))).toHaveLength(1)
  await run(60, 0.017)
  expect(keys(await seen(fastEnough))).toHaveLength(1)
})

/** Before Postgres 17 no entry says when it was made: as if the newer one were the former. */
const forgetWhenEntriesBegan = () =>
  query(
    `update rollcall.statement_snapshots as s
     set counters = (
       select jsonb_agg(k || jsonb_build_object('entered_at', c.entered_at))
       from jsonb_array_elements(s.counters) as k
       left join rollcall.statement_counters(false) as c on c.query_id = (k ->> 'query_id')::bigint
     )`,
  )

test('counters that are lower than they were hold what came after, on any Postgres', async () => {
  await run(40, 0)
  await remember()
  await forget()
  await run(20, 0.025)
  await forgetWhenEntriesBegan()
  expect(keys(await seen())).toHaveLength(1)
})

test('counters that were dropped and overtook their former selves are not taken for slow calls', async () => {
  await run(20, 0)
  await remember()
  await forget()
  await run(21, 0.025)
  await forgetWhenEntriesBegan()
  expect(await seen({ statementCalls: 1, slowStatementMs: 300 })).toMatchObject({ state: 'pass' })
})

test('a copy of the database elsewhere has a history of its own', async () => {
  await liveThrough(4, 0)
  await query("update rollcall.statement_snapshots set server = 'elsewhere/5'")
  await run(20, 0.025)
  expect(await seen(fastEnough)).toMatchObject({
    state: 'pass',
    evidence: { snapshots: 0 },
  })
})

test('keeps one snapshot in the hours given, and the newest thirty-five', async () => {
  const keep = async (hours: number) =>
    (await query("select rollcall.remember_statements('production', $1) as kept", [hours])).rows[0]
      .kept
  expect(await keep(12)).toBe(true)
  expect(await keep(12)).toBe(false)
  for (let more = 0; more < 36; more++) expect(await keep(0)).toBe(true)
  const { rows } = await query('select count(*) from rollcall.statement_snapshots')
  expect(rows).toEqual([{ count: 35 }])
})

test.each([
  ['select * from public.classes where id = $1', true],
  ['SELECT "public"."students"."id" FROM "public"."students" WHERE id = ANY ($1)', true],
  ['select x::text || $2 -> $3 from t limit $1 offset $4', true],
  ['select $1 /*, ... */ from t -- Vera Prado', 'select $1 from t'],
  ["select 'Vera' from t", false],
  ['select $$Vera$$ from t', false],
  ['select $a$Vera$a$ from t', false],
  ['select 612345678 from t', false],
  ['select x from t where y = 0x1F', false],
  ['select 1e5 from t', false],
  ['select x as "Vera Prado" from t', false],
  ['select x /* a /* b */ Vera */ from t', false],
  ['select x from t where y = "--\' Vera"', false],
  ["alter role web password 'secret'", false],
  ['create user vera', false],
  ['call pay($1)', false],
  ['<insufficient privilege>', false],
  ['select \u202e from t', false],
])('of %j it quotes what can be no value: %s', async (text, quoted) => {
  const { rows } = await query('select rollcall.statement_excerpt($1) as said', [text])
  expect(rows[0].said).toBe(quoted === true ? text : quoted === false ? null : quoted)
})

test('a long statement is cut, and one that can hold values is named by its number only', async () => {
  const { rows } = await query('select rollcall.statement_excerpt($1) as said', [
    `select ${'a, '.repeat(50)} b from t`,
  ])
  expect(rows[0].said).toHaveLength(121)
  await run(20, 0.025, 'do $$ begin perform public.find_timetable(); end $$')
  const verdict = await seen()
  expect(verdict.state === 'fail' && verdict.findings[0]?.detail).toMatch(/^Statement -?\d+ takes/)
})

test('finds a statement that runs for too long, by whom it is held up, and is clear when it ends', async () => {
  const { pids, leave } = await queue(database.url, [
    'begin; lock table public.courses',
    'select from public.courses',
  ])
  expect(await seen()).toMatchObject({ state: 'pass', evidence: { running: 1 } })
  expect(await seen({ longStatementMinutes: 0 })).toMatchObject({
    state: 'fail',
    findings: [
      {
        key: `session/${pids[1]}/long-statement`,
        detail: expect.stringMatching(
          `^Session ${pids[1]} \\(role postgres, application queue\\) has been running one statement since .* UTC and waits for session ${pids[0]} \\(role postgres, application queue\\): `,
        ),
      },
    ],
  })
  await leave()
  expect(await seen({ longStatementMinutes: 0 })).toMatchObject({ state: 'pass' })
})

test.each([
  ["copy (select generate_series(1, 1e9)) to program 'cat > /dev/null'", 'pg_stat_progress_copy'],
  ['select pg_sleep(3600)', "pg_stat_activity where wait_event = 'PgSleep' and pid"],
])('%s may take its time', async (text, shown) => {
  const session = await connect(database.url)
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid
  const running = session.query(text).catch(() => undefined)
  const where = shown.includes('where') ? `${shown} = $1` : `${shown} where pid = $1`
  while ((await query(`select from pg_catalog.${where}`, [pid])).rows.length === 0);
  expect(await seen({ longStatementMinutes: 0 })).toMatchObject({ state: 'pass' })
  await query('select pg_cancel_backend($1)', [pid])
  await running
  await session.end()
})

test('where statements are not counted it says so, whoever looks, and what to do', async () => {
  await query('drop extension pg_stat_statements')
  expect(await seen()).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('is not there'),
    hint: expect.stringContaining('create extension'),
  })
  await remember()
  const { leave } = await queue(database.url, [
    'begin; lock table public.courses',
    'select from public.courses',
  ])
  expect(keys(await seen({ longStatementMinutes: 0 }))).toHaveLength(1)
  await leave()
  await query('create extension pg_stat_statements schema extensions')
  expect(await seen()).toMatchObject({ state: 'pass' })
})

test('who may not see all statements never says that all is well', async () => {
  await query('revoke usage on schema extensions from public')
  const asLooker = () => lookAs(database.as('looker'), queryPerformance)
  expect(await asLooker()).toMatchObject({
    state: 'unknown',
    hint: expect.stringContaining('grant usage on schema extensions to rollcall_reader'),
  })
  await query('grant usage on schema extensions to public')
  expect(await asLooker()).toMatchObject({ state: 'pass' })
  const role = `stranger_${randomBytes(6).toString('hex')}`
  await query(`create role ${role} login password 'stranger'`)
  await query(`grant usage on schema rollcall to ${role}`)
  await query(`grant execute on all functions in schema rollcall to ${role}`)
  await query(`grant select on rollcall.statement_snapshots to ${role}`)
  await query(`create policy stranger on rollcall.statement_snapshots to ${role} using (true)`)
  const address = Object.assign(new URL(database.url), { username: role, password: 'stranger' })
  expect(await lookAs(address.href, queryPerformance)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('pg_read_all_stats'),
  })
  await query('drop policy stranger on rollcall.statement_snapshots')
  await query(`drop owned by ${role}`)
  await query(`drop role ${role}`)
})

test('an extension of an older Postgres is told apart from one that is there', async () => {
  await query('alter extension pg_stat_statements drop function extensions.pg_stat_statements_info')
  await query('alter function extensions.pg_stat_statements_info rename to gone')
  expect(await seen()).toMatchObject({
    state: 'unknown',
    hint: expect.stringContaining('alter extension pg_stat_statements update'),
  })
  await query('alter function extensions.gone rename to pg_stat_statements_info')
  expect(await seen()).toMatchObject({ state: 'pass' })
})
