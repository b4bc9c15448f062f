import { connect } from '@rollcall/database'
import { look, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { recordRun } from '../run-history.ts'
import type { Verdict } from '../verdict.ts'
import { indexHealth } from './index-health.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)
const thresholds = (changed: Partial<typeof defaultConfig.thresholds>) => ({
  config: { thresholds: { ...defaultConfig.thresholds, ...changed } },
})
const keys = (verdict: Verdict) =>
  verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
const found = async () => keys(await look(database, indexHealth))

beforeEach(async () => {
  await query('drop table if exists public.notes, public.topics; delete from rollcall.runs')
  await query('create table public.topics (id bigint primary key, name text)')
  await query(
    'create table public.notes (id bigint primary key, topic bigint, day date, note text collate "C")',
  )
})

test('is clear, finds an index that is there twice, and is clear when it is gone', async () => {
  await query('create index notes_by_day on public.notes (day)')
  expect(await look(database, indexHealth)).toMatchObject({
    state: 'pass',
    evidence: { examined: expect.toSatisfy((indexes: number) => indexes > 5), beingBuilt: [] },
  })
  await query('create index notes_by_date on public.notes (day)')
  expect(await look(database, indexHealth)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'index/public.notes_by_date/duplicate',
        detail:
          'public.notes_by_date of public.notes does what public.notes_by_day does: `drop index concurrently public.notes_by_date`.',
        subject: { index: 'public.notes_by_date', insteadOf: 'public.notes_by_day' },
      },
    ],
  })
  await query('drop index public.notes_by_date')
  expect(await found()).toBe('pass')
})

test.each([
  [
    'a plain one beside the primary key',
    'create index x on public.notes (id)',
    ['index/public.x/duplicate'],
  ],
  [
    'a unique one beside the primary key',
    'create unique index x on public.notes (id)',
    ['index/public.x/duplicate'],
  ],
  [
    'a plain one beside a unique one',
    'create index x on public.notes (day); create unique index y on public.notes (day)',
    ['index/public.x/duplicate'],
  ],
  [
    'a unique one beside a constraint',
    'alter table public.notes add constraint y unique (day); create unique index x on public.notes (day)',
    ['index/public.x/duplicate'],
  ],
  [
    'one that another begins with',
    'create index x on public.notes (day); create index y on public.notes (day, note)',
    ['index/public.x/redundant'],
  ],
  [
    'one whose columns another includes',
    'create index x on public.notes (day) include (note); create index y on public.notes (day, topic, note)',
    ['index/public.x/redundant'],
  ],
  [
    'the same expression and condition twice',
    'create index x on public.notes (lower(note)) where day is null; create index y on public.notes (lower(note)) where day is null',
    ['index/public.y/duplicate'],
  ],
  [
    'all but the oldest of several that are alike, and what they begin with',
    'create index x on public.notes (day, note); create index y on public.notes (day, note); create index z on public.notes (day, note); create index w on public.notes (day)',
    ['index/public.w/redundant', 'index/public.y/duplicate', 'index/public.z/duplicate'],
  ],
  [
    'one that Rollcall keeps, made once more',
    'create index x on public.students (course_id)',
    ['index/public.x/duplicate'],
  ],
])('finds %s', async (_what, statement, expected) => {
  await query(statement)
  expect(await found()).toEqual(expected)
  await query('drop index if exists public.x')
})

test.each([
  [
    'unique, so that it keeps more apart',
    'create unique index x on public.notes (day); create index y on public.notes (day, note)',
  ],
  [
    'in another order',
    'create index x on public.notes (day desc); create index y on public.notes (day, note)',
  ],
  [
    'with nulls elsewhere',
    'create index x on public.notes (day nulls first); create index y on public.notes (day)',
  ],
  [
    'under a condition',
    'create index x on public.notes (day) where topic is null; create index y on public.notes (day)',
  ],
  [
    'with another operator class',
    'create index x on public.notes (note text_pattern_ops); create index y on public.notes (note)',
  ],
  [
    'with another collation',
    'create index x on public.notes (note collate "und-x-icu"); create index y on public.notes (note)',
  ],
  [
    'of another method',
    'create index x on public.notes using hash (day); create index y on public.notes (day)',
  ],
  [
    'with columns that the other lacks',
    'create index x on public.notes (day) include (note); create index y on public.notes (day, topic)',
  ],
  [
    'of other columns',
    'create index x on public.notes (day, topic); create index y on public.notes (topic, day)',
  ],
  [
    'stricter with nulls',
    'create unique index x on public.notes (day) nulls not distinct; alter table public.notes add constraint y unique (day, note)',
  ],
])('leaves alone what is %s', async (_what, statement) => {
  await query(statement)
  expect(await found()).toBe('pass')
})

const fill = (rows: number) =>
  query(
    `insert into public.notes (id, topic) select n, 1 from generate_series(1, ${rows}) as n; analyze public.notes`,
  )
const refer = () =>
  query(
    'insert into public.topics values (1); alter table public.notes add constraint notes_topic foreign key (topic) references public.topics',
  )

test('finds a foreign key without an index, from a thousand rows on', async () => {
  await refer()
  await fill(999)
  expect(await look(database, indexHealth)).toMatchObject({
    state: 'pass',
    evidence: { foreignKeysOfSmallTables: ['public.notes (topic)'] },
  })
  await query('truncate public.notes')
  await fill(1000)
  expect(await look(database, indexHealth)).toMatchObject({
    findings: [
      {
        key: 'foreign-key/public.notes/notes_topic',
        detail: expect.stringContaining('`create index concurrently on public.notes (topic)`'),
      },
    ],
  })
})

test.each([
  ['index x on public.notes (topic)', true],
  ['index x on public.notes (topic, day)', true],
  ['index x on public.notes (day, topic)', false],
  ['index x on public.notes (topic) where topic is not null', true],
  ['index x on public.notes (topic) where day is not null', false],
  ['index x on public.notes using hash (topic)', true],
  ['index x on public.notes using brin (topic)', false],
])('of a foreign key on topic, %s is enough: %s', async (index, enough) => {
  await refer()
  await fill(2000)
  await query(`create ${index}`)
  expect(await found()).toEqual(enough ? 'pass' : ['foreign-key/public.notes/notes_topic'])
})

test('counts the rows of a partitioned table', async () => {
  await query(
    'create table public.visits (topic bigint references public.topics) partition by list (topic)',
  )
  await query('create table public.visits_1 partition of public.visits for values in (1)')
  await query('insert into public.topics values (1)')
  await query(
    'insert into public.visits select 1 from generate_series(1, 2000); analyze public.visits_1',
  )
  expect(await found()).toEqual([
    'foreign-key/public.visits/visits_topic_fkey',
    'table/public.visits/no-primary-key',
  ])
  await query('create index on public.visits (topic)')
  expect(await found()).toEqual(['table/public.visits/no-primary-key'])
  await query('truncate public.visits; alter table public.visits add primary key (topic)')
  expect(await found()).toEqual(['index/public.visits_topic_idx/duplicate'])
  await query('drop table public.visits')
})

test('finds a table without a primary key, and is clear when it has one', async () => {
  await query('create table public.notices (day date not null unique)')
  expect(await look(database, indexHealth)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'table/public.notices/no-primary-key',
        detail: expect.stringContaining('`alter table public.notices add primary key (…)`'),
        subject: { table: 'public.notices' },
      },
    ],
  })
  await query('alter table public.notices add primary key (day)')
  expect(await found()).toEqual(['index/public.notices_day_key/duplicate'])
  await query('drop table public.notices')
  await query(
    'create schema storage create table objects (id bigint); create temp table draft (id bigint)',
  )
  expect(await found()).toBe('pass')
  await query('drop schema storage cascade; drop table draft')
})

const history = (verdict: Verdict, now: string) =>
  recordRun(
    database.session,
    { checklist: 'monthly', environment: 'production', startedAt: now, now },
    [verdict],
    now,
  )
const read = (times: number) =>
  query(
    `do $$ begin for n in 1..${times} loop perform from public.notes where id = 1; end loop; end $$; select pg_stat_force_next_flush()`,
  )

test('an index is unused when runs two months apart saw it so, and its table was read meanwhile', async () => {
  await query('create index notes_by_day on public.notes (day)')
  await fill(2000)
  await query('reindex index public.notes_by_day')
  const options = thresholds({ unusedIndexMegabytes: 0.01, unusedIndexScans: 50 })
  const later = { ...options, now: '2026-05-10T11:00:00Z' }
  const first = await look(database, indexHealth, options)
  expect(first).toMatchObject({
    state: 'pass',
    evidence: { unscanned: { 'public.notes_by_day': { since: '2026-03-11T11:00:00+00:00' } } },
  })
  await read(60)
  expect(await look(database, indexHealth, later)).toMatchObject({ state: 'pass' })
  // The statistics have to be older than the first look; those of this server are of today.
  await history(
    { ...first, evidence: { unscanned: within(first, '2126-03-11T11:00:00Z') } },
    '2026-04-10T11:00:00Z',
  )
  const at = (now: string) => look(database, indexHealth, { ...options, now })
  expect(await at('2126-05-10T10:59:00Z')).toMatchObject({ state: 'pass' })
  expect(await at('2126-05-10T11:00:00Z')).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'index/public.notes_by_day/unused',
        detail: expect.stringMatching(
          /^No query has used public.notes_by_day .* since 2126-03-11 at least/,
        ),
      },
    ],
  })
  const rarely = {
    ...thresholds({ unusedIndexMegabytes: 0.01, unusedIndexScans: 5000 }),
    now: '2126-05-10T11:00:00Z',
  }
  expect(await look(database, indexHealth, rarely)).toMatchObject({ state: 'pass' })
  await query(
    'set enable_seqscan = off; select from public.notes where day = current_date; reset enable_seqscan; select pg_stat_force_next_flush()',
  )
  expect(await at('2126-05-10T11:00:00Z')).toMatchObject({ state: 'pass' })
})

/** What a look saw unscanned, as if it had seen it at another time. */
function within({ evidence }: Verdict, since: string) {
  const unscanned = evidence.unscanned as Record<string, object>
  return Object.fromEntries(
    Object.entries(unscanned).map(([name, index]) => [name, { ...index, since }]),
  )
}

test('counters that were reset since begin the count anew', async () => {
  await query('create index notes_by_day on public.notes (day)')
  await fill(2000)
  await query('reindex index public.notes_by_day')
  const options = {
    ...thresholds({ unusedIndexMegabytes: 0.01, unusedIndexScans: 0 }),
    now: '2126-05-10T11:00:00Z',
  }
  const first = await look(database, indexHealth, options)
  await history(
    { ...first, evidence: { unscanned: within(first, '2001-01-01T00:00:00Z') } },
    testNow,
  )
  expect(await look(database, indexHealth, options)).toMatchObject({ state: 'pass' })
})

test('what serves a foreign key, keeps something unique or is small is never unused', async () => {
  await refer()
  await fill(2000)
  await query(
    'create index x on public.notes (topic); create unique index y on public.notes (day); create index z on public.notes (note)',
  )
  const { evidence } = await look(database, indexHealth, thresholds({ unusedIndexMegabytes: 0.01 }))
  expect(Object.keys(evidence.unscanned as object)).toEqual(['public.z'])
  expect((await look(database, indexHealth)).evidence.unscanned).toEqual({})
})

test('finds an invalid index, and rebuilds it', async () => {
  await query('insert into public.notes (id, day) values (1, current_date), (2, current_date)')
  await expect(
    query('create unique index concurrently one_a_day on public.notes (day)'),
  ).rejects.toThrow(/could not create unique/)
  expect(await look(database, indexHealth)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'index/public.one_a_day/invalid', subject: { task: 'rebuild' } }],
  })
  await query('delete from public.notes')
  expect(await look(database, indexHealth, { remedy: true })).toMatchObject({
    state: 'remedied',
    done: '1 index was rebuilt or, where left over, dropped.',
  })
})

test('an index that is being built just now is unknown, not broken', async () => {
  await query('insert into public.notes (id, day) values (1, current_date)')
  const [writer, builder] = [await connect(database.url), await connect(database.url)]
  await writer.query('begin; update public.notes set day = day')
  const building = builder.query('create index concurrently notes_by_day on public.notes (day)')
  try {
    await untilThere('notes_by_day')
    expect(await look(database, indexHealth)).toMatchObject({
      state: 'unknown',
      reason: 'public.notes_by_day is being built just now',
    })
  } finally {
    await writer.end()
    await building
    await builder.end()
  }
  expect(await found()).toBe('pass')
})

async function untilThere(index: string) {
  for (;;) {
    const { rows } = await database.session.query<{ there: boolean }>(
      'select to_regclass($1) is not null as there',
      [`public.${index}`],
    )
    if (rows[0]?.there) return
  }
}
