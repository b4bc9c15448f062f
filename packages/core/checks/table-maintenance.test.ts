import { connect } from '@rollcall/database'
import { look, lookAs, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { recordRun } from '../run-history.ts'
import type { Verdict } from '../verdict.ts'
import { tableMaintenance } from './table-maintenance.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)
const thresholds = (changed: Partial<typeof defaultConfig.thresholds>) => ({
  config: { thresholds: { ...defaultConfig.thresholds, ...changed } },
})
const keys = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state

beforeAll(async () => {
  // Nobody but the tests vacuums.
  await query('create table public.notes (id bigint, note text) with (autovacuum_enabled = false)')
})
beforeEach(() => query('truncate public.notes'))

/** What Postgres has counted is there for everybody to see, not only for the session. */
const counted = (sql: string) => query(`${sql}; select pg_stat_force_next_flush()`)

test('is clear in a new database, and says what it relies on', async () => {
  expect(await look(database, tableMaintenance)).toMatchObject({
    state: 'pass',
    evidence: {
      examined: expect.toSatisfy((tables: number) => tables > 4),
      sequencesNotReadable: [],
      statisticsNotVisible: 0,
      notCountedSinceReset: [],
      settings: { autovacuum: 'on', track_counts: 'on' },
    },
  })
})

test('finds a table for which autovacuum is off, dead rows and stale statistics, and is clear when they are gone', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await counted('delete from public.notes where id <= 20000')
  const verdict = await look(database, tableMaintenance)
  expect(verdict).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      { key: 'table/public.notes/autovacuum-off' },
      {
        key: 'table/public.notes/dead-rows',
        detail: expect.stringMatching(
          /^20000 of 40000 rows of public.notes are dead, and it was last vacuumed on /,
        ),
        subject: { table: 'public.notes', task: 'vacuum' },
      },
      {
        key: 'table/public.notes/stale-statistics',
        detail: expect.stringMatching(/^20000 rows of public.notes have changed/),
      },
    ],
  })
  await query('vacuum analyze public.notes')
  expect(keys(await look(database, tableMaintenance))).toEqual([
    'table/public.notes/autovacuum-off',
  ])
  await query('alter table public.notes set (autovacuum_enabled = on)')
  expect(await look(database, tableMaintenance)).toMatchObject({ state: 'pass' })
  await query('alter table public.notes set (autovacuum_enabled = off)')
})

test('dead rows count from the threshold on, and from the share on', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await counted('delete from public.notes where id <= 9999')
  expect(keys(await look(database, tableMaintenance))).not.toContain('table/public.notes/dead-rows')
  expect(
    keys(
      await look(
        database,
        tableMaintenance,
        thresholds({ maintenanceRows: 9999, deadRowShare: 0.2 }),
      ),
    ),
  ).toContain('table/public.notes/dead-rows')
  expect(
    keys(
      await look(
        database,
        tableMaintenance,
        thresholds({ maintenanceRows: 9999, deadRowShare: 0.25 }),
      ),
    ),
  ).not.toContain('table/public.notes/dead-rows')
})

test('the remedy does what is needed and no more, and what it can not do stays', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await counted('delete from public.notes where id <= 20000')
  expect(await look(database, tableMaintenance, { remedy: true })).toMatchObject({
    state: 'fail',
    done: '1 table was vacuumed or analyzed.',
    findings: [{ key: 'table/public.notes/autovacuum-off' }],
  })
})

const withAutovacuum = async (work: () => Promise<void>) => {
  // Autovacuum would come to it, but not while somebody else holds the table for a vacuum of his own.
  await query('alter table public.notes set (autovacuum_enabled = on)')
  const holder = await connect(database.url)
  await holder.query('begin; lock table public.notes in share update exclusive mode')
  try {
    await work()
  } finally {
    await holder.query('rollback')
    await holder.end()
    await query('alter table public.notes set (autovacuum_enabled = off)')
  }
}

test('where autovacuum is on it is given a day', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await counted('delete from public.notes where id <= 30000')
  await withAutovacuum(async () => {
    const later = async (hours: number) => {
      const { rows } = await database.session.query<{ at: string }>(
        `select last_vacuum + $1 * interval '1 hour' as at from pg_stat_user_tables where relname = 'notes'`,
        [hours],
      )
      return look(database, tableMaintenance, { now: rows[0]?.at ?? '' })
    }
    expect(await later(23.9)).toMatchObject({
      state: 'pass',
      evidence: { waiting: { 'public.notes/dead-rows': expect.any(String) } },
    })
    expect(keys(await later(24.1))).toEqual([
      'table/public.notes/dead-rows',
      'table/public.notes/stale-statistics',
    ])
  })
})

test('a table that nobody ever came to waits from the look on that found it', async () => {
  await query('drop table public.notes')
  await query('create table public.notes (id bigint, note text) with (autovacuum_enabled = false)')
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  expect(keys(await look(database, tableMaintenance))).toContain(
    'table/public.notes/autovacuum-off',
  )
  await withAutovacuum(async () => {
    const first = await look(database, tableMaintenance)
    expect(first).toMatchObject({
      state: 'pass',
      evidence: { waiting: { 'public.notes/no-statistics': '2026-03-11T11:00:00+00:00' } },
    })
    await recordRun(
      database.session,
      { checklist: 'monthly', environment: 'production', startedAt: testNow, now: testNow },
      [first],
      testNow,
    )
    const verdict = await look(database, tableMaintenance, { now: '2026-03-12T11:00:00Z' })
    expect(verdict).toMatchObject({
      state: 'fail',
      findings: [{ key: 'table/public.notes/no-statistics', subject: { task: 'analyze' } }],
    })
    expect(await look(database, tableMaintenance, { now: '2026-03-12T10:59:59Z' })).toMatchObject({
      state: 'pass',
    })
  })
  await query('delete from rollcall.runs')
})

test('statistics that an upgrade lost are missed at once, because nobody else would', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum public.notes')
  await query('select pg_stat_reset_single_table_counters(to_regclass($$public.notes$$))')
  await withAutovacuum(async () => {
    expect(keys(await look(database, tableMaintenance))).toEqual([
      'table/public.notes/no-statistics',
    ])
  })
  await query('analyze public.notes')
  expect(keys(await look(database, tableMaintenance))).toEqual([
    'table/public.notes/autovacuum-off',
  ])
})

test('statistics that somebody deleted are missed', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await query("delete from pg_catalog.pg_statistic where starelid = 'public.notes'::regclass")
  expect(keys(await look(database, tableMaintenance))).toContain('table/public.notes/no-statistics')
})

test('a table for which autovacuum is told to wait for ever is found as well', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await query('alter table public.notes set (autovacuum_vacuum_threshold = 1000000)')
  await withAutovacuum(async () => {
    await counted('delete from public.notes where id <= 23000')
    expect(keys(await look(database, tableMaintenance))).toBe('pass')
    await counted('delete from public.notes where id <= 25000')
    expect(keys(await look(database, tableMaintenance))).toEqual(['table/public.notes/dead-rows'])
  })
  await query('alter table public.notes reset (autovacuum_vacuum_threshold)')
})

test('counters that were reset yesterday say nothing of the dead rows', async () => {
  await counted('insert into public.notes select n from generate_series(1, 40000) as n')
  await query('vacuum analyze public.notes')
  await query('alter table public.notes set (autovacuum_enabled = on)')
  await query('select pg_stat_reset()')
  expect(await look(database, tableMaintenance)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('public.notes is lost'),
  })
  await query('analyze public.notes')
  expect(await look(database, tableMaintenance)).toMatchObject({ state: 'pass' })
  await query('alter table public.notes set (autovacuum_enabled = off)')
})

test.each([
  [
    'a smallint that an identity fills',
    'id smallint generated by default as identity',
    24_600,
    32_767,
  ],
  ['a smallint that a bigint sequence feeds', 'id smallserial', 24_600, 32_767],
  ['a serial', 'id serial', 1_700_000_000, 2_147_483_647],
  ['a bigserial', 'id bigserial', '7000000000000000000', '9223372036854775807'],
  ['a numeric', "id numeric(5) default nextval('public.receipts_id_seq')", 80_000, 99_999],
  ['a domain', "id public.small default nextval('public.receipts_id_seq')", 24_600, 32_767],
  [
    'one that a text names',
    "id smallint default nextval('public.receipts_id_seq'::text)",
    24_600,
    32_767,
  ],
  ['a text', "id varchar(4) default nextval('public.receipts_id_seq')::varchar", 8_000, 9_999],
  [
    'what a smallint refers to',
    'id bigserial primary key, other smallint references public.receipts',
    24_600,
    32_767,
  ],
])('finds that %s runs out, in whichever type', async (_what, column, place, highest) => {
  await query('create domain public.small as smallint')
  if (column.includes('nextval')) await query('create sequence public.receipts_id_seq')
  await query(`create table public.receipts (${column})`)
  try {
    await query("select setval('public.receipts_id_seq', 100)")
    const off = 'table/public.notes/autovacuum-off'
    const found = async () =>
      [keys(await look(database, tableMaintenance))].flat().filter((key) => key !== off)
    expect(await found()).not.toContain('sequence/public.receipts_id_seq')
    // Not called since: the next value is this one.
    await query(`select setval('public.receipts_id_seq', ${place}, false)`)
    expect(await found()).toEqual(['sequence/public.receipts_id_seq'])
    const verdict = await look(database, tableMaintenance)
    expect(JSON.stringify(verdict)).toContain(`stops at ${highest}`)
  } finally {
    await query(
      'drop table public.receipts; drop sequence if exists public.receipts_id_seq; drop domain public.small',
    )
  }
})

test.each([
  ['maxvalue 1000', 800, true],
  ['maxvalue 1000', 740, false],
  ['maxvalue 1000 cycle', 990, false],
  ['increment -1 minvalue -1000', -800, true],
  ['increment -1 minvalue -1000', -700, false],
])('a sequence with %s at %s: %s', async (options, place, found) => {
  await query(
    `create sequence public.tickets ${options}; select setval('public.tickets', ${place})`,
  )
  const verdict = await look(database, tableMaintenance)
  expect([keys(verdict)].flat().includes('sequence/public.tickets')).toBe(found)
  await query('drop sequence public.tickets')
})

test('a column that holds only the rest of a number does not run out with it', async () => {
  await query(`
    create sequence public.tickets;
    create table public.desks (id smallint default (nextval('public.tickets') % 9)::smallint);
    select setval('public.tickets', 32000)`)
  expect(keys(await look(database, tableMaintenance))).not.toContain('sequence/public.tickets')
  await query("alter table public.desks alter id set default nextval('public.tickets') + 9")
  expect(keys(await look(database, tableMaintenance))).toContain('sequence/public.tickets')
  await query('drop table public.desks; drop sequence public.tickets')
})

test('nine tenths of a sequence are an error', async () => {
  await query("create sequence public.tickets maxvalue 1000; select setval('public.tickets', 950)")
  expect(await look(database, tableMaintenance)).toMatchObject({ severity: 'error' })
  await query('drop sequence public.tickets')
})

test('a sequence that nobody may read is unknown, never well', async () => {
  await query('alter table public.notes set (autovacuum_enabled = on)')
  await query(
    'create role stranger; create sequence public.tickets; alter sequence public.tickets owner to stranger',
  )
  await query(
    'create role plain nosuperuser; alter function rollcall.sequence_positions() owner to plain',
  )
  await query(
    'grant usage on schema rollcall to plain; grant execute on all functions in schema rollcall to plain',
  )
  await query('grant select on all sequences in schema public, rollcall to plain')
  await query('revoke all on sequence public.tickets from plain')
  expect(await look(database, tableMaintenance)).toMatchObject({
    state: 'unknown',
    reason: 'Nobody whom Rollcall acts for may read public.tickets',
    evidence: { sequencesNotReadable: ['public.tickets'] },
  })
  await query('drop sequence public.tickets')
  expect(await look(database, tableMaintenance)).toMatchObject({ state: 'pass' })
  await query('alter function rollcall.sequence_positions() owner to postgres')
  await query('drop owned by plain, stranger; drop role plain, stranger')
  await query('alter table public.notes set (autovacuum_enabled = off)')
})

test('a role that is not of Rollcall sees nothing rather than less', async () => {
  await query("create role guest login password 'guest'")
  const url = Object.assign(new URL(database.url), { username: 'guest', password: 'guest' }).href
  expect(await lookAs(url, tableMaintenance)).toMatchObject({ state: 'unknown' })
  await query('drop role guest')
})

test.each([
  ['relfrozenxid', 'transaction-ids'],
  ['relminmxid', 'multixact-ids'],
])('finds a table whose %s is too old', async (column, name) => {
  const age = (ids: number) =>
    query(
      `update pg_catalog.pg_class
       set ${column} = (((${column === 'relfrozenxid' ? 'pg_current_xact_id()::text' : "mxid_age('1')::text"}::bigint - ${ids} + 4294967296) % 4294967296)::text)::xid
       where oid = 'public.notes'::regclass`,
    )
  await query('insert into public.notes values (1)')
  const { rows } = await database.session.query<{ was: string }>(
    `select ${column}::text as was from pg_catalog.pg_class where oid = 'public.notes'::regclass`,
  )
  const key = `table/public.notes/wraparound-of-${name}`
  const off = { key: 'table/public.notes/autovacuum-off' }
  try {
    await age(530_000_000)
    expect(await look(database, tableMaintenance)).toMatchObject({ findings: [off] })
    await age(560_000_000)
    expect(await look(database, tableMaintenance)).toMatchObject({
      severity: 'warning',
      findings: [off, { key, subject: { task: 'freeze' } }],
    })
    await age(1_200_000_000)
    expect(await look(database, tableMaintenance)).toMatchObject({
      severity: 'error',
      findings: [{ key }, off],
    })
  } finally {
    await query(
      `update pg_catalog.pg_class set ${column} = '${rows[0]?.was}' where oid = 'public.notes'::regclass`,
    )
  }
})

test('finds bloat, and none in a table that is dense', async () => {
  await counted(
    "insert into public.notes select n, repeat('x', 100) from generate_series(1, 40000) as n",
  )
  await query('vacuum analyze public.notes')
  const small = thresholds({ bloatMegabytes: 2 })
  const bloat = 'table/public.notes/bloat'
  expect(keys(await look(database, tableMaintenance, small))).not.toContain(bloat)
  await counted('delete from public.notes where id % 10 <> 0')
  await query('vacuum analyze public.notes')
  expect(keys(await look(database, tableMaintenance, small))).toContain(bloat)
  expect(keys(await look(database, tableMaintenance))).not.toContain(bloat)
  await query('vacuum full analyze public.notes')
  expect(keys(await look(database, tableMaintenance, small))).not.toContain(bloat)
})

test("the platform's tables and an extension's are their own business", async () => {
  await query(
    'create schema auth; create table auth.sessions (id smallserial) with (autovacuum_enabled = false)',
  )
  await query(
    "insert into auth.sessions values (32000); select setval('auth.sessions_id_seq', 32000)",
  )
  expect(keys(await look(database, tableMaintenance))).toEqual('pass')
  await query('drop schema auth cascade')
})

test('a name that steers a terminal is written in escapes', async () => {
  await query(
    `create sequence public."a\u001b[2J" maxvalue 10; select setval('public."a\u001b[2J"', 10)`,
  )
  expect(JSON.stringify(await look(database, tableMaintenance))).toContain('001b[2J')
  expect(keys(await look(database, tableMaintenance))).toEqual(['sequence/public.U&"a\\001b[2J"'])
  await query('drop sequence public."a\u001b[2J"')
})
