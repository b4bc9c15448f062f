import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { applyRemedy } from '../apply-remedy.ts'
import { defaultConfig } from '../config.ts'
import { rebuildIndex } from './rebuild-index.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)

beforeEach(async () => {
  await query('delete from rollcall.remedies; drop table if exists public.notes')
  await query('create table public.notes (id bigint primary key, day date, note text)')
  await query("insert into public.notes values (1, '2026-03-02'), (2, '2026-03-02')")
})

const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
const apply = (session = database.session) => applyRemedy(rebuildIndex, context(session))
const preview = async () => (await rebuildIndex.preview(context())).lines

/** A unique index that failed because two rows are alike. */
async function failedIndex() {
  const statement = 'create unique index concurrently one_a_day on public.notes (day)'
  await expect(query(statement)).rejects.toMatchObject({ code: '23505' })
}

/** A rebuild that was called off while it waited for a transaction that was open. */
async function interruptedRebuild(what: string) {
  const [writer, builder] = [await connect(database.url), await connect(database.url)]
  await writer.query('begin; update public.notes set day = day')
  await builder.query("set statement_timeout = '1s'")
  try {
    await expect(builder.query(`reindex ${what}`)).rejects.toMatchObject({ code: '57014' })
  } finally {
    await writer.end()
    await builder.end()
  }
}

async function indexes() {
  const { rows } = await database.session.query<{ index: string; valid: boolean }>(
    `select indexrelid::regclass::text as index, indisvalid as valid
     from pg_catalog.pg_index where indrelid = 'public.notes'::regclass order by 1`,
  )
  return Object.fromEntries(rows.map(({ index, valid }) => [index, valid]))
}

test('builds an invalid index anew, is safe to repeat, and says both in the audit', async () => {
  await failedIndex()
  await query('delete from public.notes where id = 2')
  expect(await preview()).toEqual(['reindex index concurrently public.one_a_day'])
  expect(await apply()).toMatchObject({ count: 1, after: { count: 0 } })
  expect(await indexes()).toEqual({ notes_pkey: true, one_a_day: true })
  expect(await apply()).toMatchObject({ count: 0 })
  const { rows } = await query('select before, after from rollcall.remedies order by id')
  expect(rows).toMatchObject([
    {
      before: { count: 1 },
      after: { count: 1, left: 0, steps: ['reindex index concurrently public.one_a_day: done'] },
    },
    { before: { count: 0 }, after: { count: 0, left: 0 } },
  ])
})

test('where the rows forbid it, says so and leaves nothing behind', async () => {
  await failedIndex()
  expect(await apply()).toMatchObject({
    count: 0,
    done: '0 indexes were rebuilt or, where left over, dropped. No effect on public.one_a_day (rows that are there twice forbid it).',
    after: { count: 1 },
  })
  expect(await indexes()).toEqual({ notes_pkey: true, one_a_day: false })
})

test('drops what an interrupted rebuild left behind', async () => {
  await query('create index notes_by_day on public.notes (day)')
  await interruptedRebuild('index concurrently public.notes_by_day')
  expect(await indexes()).toEqual({
    notes_pkey: true,
    notes_by_day: true,
    notes_by_day_ccnew: false,
  })
  expect(await preview()).toEqual(['drop index concurrently public.notes_by_day_ccnew'])
  expect(await apply()).toMatchObject({ count: 1, after: { count: 0 } })
  expect(await indexes()).toEqual({ notes_pkey: true, notes_by_day: true })
})

test('knows a remnant whose name was cut off', async () => {
  const long = 'a'.repeat(63)
  await query(`create index ${long} on public.notes (day)`)
  await interruptedRebuild(`index concurrently public.${long}`)
  expect(await preview()).toEqual([`drop index concurrently public.${'a'.repeat(57)}_ccnew`])
  expect(await apply()).toMatchObject({ after: { count: 0 } })
})

test('drops what is left behind beside a table, where it keeps long texts', async () => {
  await interruptedRebuild('table concurrently public.notes')
  expect((await preview()).length).toBeGreaterThan(0)
  expect(await apply()).toMatchObject({ after: { count: 0 } })
})

test('an index that is only named like a remnant is built anew, not dropped', async () => {
  const statement = 'create unique index concurrently day_ccnew on public.notes (day)'
  await query('create index day on public.notes (day); create index days on public.notes (id, day)')
  await expect(query(statement)).rejects.toMatchObject({ code: '23505' })
  await query('delete from public.notes where id = 2')
  expect(await preview()).toEqual(['reindex index concurrently public.day_ccnew'])
  await apply()
  expect(await indexes()).toMatchObject({ day_ccnew: true, notes_pkey: true })
})

test('never drops an index that is unused or redundant', async () => {
  await query('create index x on public.notes (day); create index y on public.notes (day)')
  expect(await rebuildIndex.preview(context())).toEqual({ count: 0, lines: [] })
})

test('does nothing when there are more than its bound', async () => {
  await failedIndex()
  await expect(applyRemedy(rebuildIndex, context(), 0)).rejects.toThrow(/would touch 1/)
})

test('the role that does not own the index is told so', async () => {
  await failedIndex()
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await apply(fixer)).toMatchObject({
    count: 0,
    done: expect.stringContaining('public.one_a_day (its owner has to do it, this role may not)'),
  })
  await fixer.end()
})

test('cut off while it works, the next application clears up and finishes', async () => {
  await failedIndex()
  await query('delete from public.notes where id = 2')
  const [writer, session] = [await connect(database.url), await connect(database.url)]
  await writer.query('begin; update public.notes set day = day')
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  const cut = expect(apply(session)).rejects.toThrow(/terminat/)
  try {
    while (!('one_a_day_ccnew' in (await indexes())));
    await query(`select pg_terminate_backend(${rows[0]?.pid})`)
    await cut
  } finally {
    await writer.end()
    await session.end().catch(() => undefined)
  }
  expect(await indexes()).toMatchObject({ one_a_day: false, one_a_day_ccnew: false })
  expect(await apply()).toMatchObject({ count: 2, after: { count: 0 } })
  expect(await indexes()).toEqual({ notes_pkey: true, one_a_day: true })
})
