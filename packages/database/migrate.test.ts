import { cutAtEveryQuery, durableState, scratchDatabase, templateDatabase } from '@rollcall/testing'
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { withSession } from './connect.ts'
import { describeSchema, type SchemaLine } from './deploy.ts'
import { startEmbeddedServer } from './embedded/server.ts'
import { migrations } from './files.ts'
import { type MigrationReport, migrate } from './migrate.ts'
import { createScratch } from './scratch.ts'

const nothing: Omit<MigrationReport, 'dryRun'> = {
  applied: [],
  deployed: [],
  indexes: [],
  settings: [],
  unreconciled: [],
}

type Asking = (sql: string, values?: unknown[]) => Promise<{ rows: Record<string, string>[] }>

/** A database that goes with the test. */
async function scratch(template?: string): Promise<string> {
  const { url, drop } = await createScratch(inject('server'), template)
  onTestFinished(drop)
  return url
}

const migrateAt = (url: string) => withSession(url, {}, (session) => migrate(session))
const schemaOf = (url: string) => withSession(url, {}, describeSchema)

let wanted: SchemaLine[]
beforeAll(async () => {
  const copy = await createScratch(inject('server'), templateDatabase)
  wanted = await schemaOf(copy.url)
  await copy.drop()
})

describe('an empty database', () => {
  test('becomes what the code describes, and records it as the Supabase CLI does', async () => {
    const url = await scratch()
    const report = await migrateAt(url)
    expect(report.applied).toHaveLength(migrations().length)
    expect(report.unreconciled).toEqual([])
    expect(await schemaOf(url)).toEqual(wanted)

    const { rows } = await withSession(url, {}, (session) =>
      session.query<{ version: string; name: string; statements: string[] }>(
        'select version, name, statements from supabase_migrations.schema_migrations order by version',
      ),
    )
    expect(rows.map(({ version, name }) => ({ version, name }))).toEqual(
      migrations().map(({ version, name }) => ({ version, name })),
    )
    for (const { statements } of rows) expect(statements.length).toBeGreaterThan(0)
    expect(rows[0]?.statements[0]).toContain('create schema if not exists rollcall')
  })

  test('is left as it is by a dry run, which says what it would do', async () => {
    const url = await scratch()
    await withSession(url, {}, async (session) => {
      const before = await durableState(session)
      const report = await migrate(session, { dryRun: true })
      expect(report.dryRun).toBe(true)
      expect(report.applied).toHaveLength(migrations().length)
      expect(report.deployed).toHaveLength(1)
      expect(report.indexes).toContain('classes_occurrence_key')
      expect(await durableState(session)).toBe(before)
      const { applied, indexes, settings, unreconciled } = await migrate(session)
      expect({ applied, indexes, settings, unreconciled }).toEqual({
        applied: report.applied,
        indexes: report.indexes,
        settings: report.settings,
        unreconciled: report.unreconciled,
      })
    })
  })

  test("with an application's history, even one of the first Supabase CLI, gets ours into it", async () => {
    const url = await scratch()
    await withSession(url, {}, async (session) => {
      await session.query(
        `create schema supabase_migrations;
         create table supabase_migrations.schema_migrations (version text not null primary key);
         insert into supabase_migrations.schema_migrations values ('3'), ('20250101000000'), ('initial')`,
      )
      await migrate(session)
      const { rows } = await session.query<{ versions: string[] }>(
        'select array_agg(version order by version) as versions from supabase_migrations.schema_migrations',
      )
      expect(rows[0]?.versions).toEqual([
        '20250101000000',
        ...migrations().map(({ version }) => version),
        '3',
        'initial',
      ])
      expect(await migrate(session)).toMatchObject(nothing)
    })
  })

  test('is waited for three seconds at most wherever a lock is needed, so that nobody queues for longer', async () => {
    await withSession(await scratch(), {}, async (session) => {
      const query = session.query.bind(session) as Asking
      const waits = new Set<string | undefined>()
      const asking: Asking = async (sql, values) => {
        if (/^(create|alter) table|^create policy/.test(sql)) {
          waits.add((await query('show lock_timeout')).rows[0]?.lock_timeout)
        }
        return query(sql, values)
      }
      session.query = asking as typeof session.query
      await migrate(session)
      expect([...waits]).toEqual(['3s'])
      expect((await query('show lock_timeout')).rows).toEqual([{ lock_timeout: '0' }])
    })
  })

  test('is finished by the next run, wherever the last one was cut off', async () => {
    const url = await scratch()
    let states = 0
    const cuts = await cutAtEveryQuery(inject('server'), url, migrate, async () => {
      states += 1
      const copy = await createScratch(inject('server'), new URL(url).pathname.slice(1))
      await migrateAt(copy.url)
      expect(await schemaOf(copy.url)).toEqual(wanted)
      expect(await migrateAt(copy.url)).toMatchObject(nothing)
      await copy.drop()
    })
    // History, each migration, the deployment, the indexes: each is a state of its own.
    expect(states).toBeGreaterThan(migrations().length + 2)
    expect(cuts).toBeGreaterThan(100)
    expect(await schemaOf(url)).toEqual(wanted)
  }, 300_000)

  test('is migrated once by four at once', async () => {
    const url = await scratch()
    const reports = await Promise.all([1, 2, 3, 4].map(() => migrateAt(url)))
    const busy = reports.filter(({ applied }) => applied.length > 0)
    expect(busy).toHaveLength(1)
    expect(await schemaOf(url)).toEqual(wanted)
  })

  test('is migrated once by two at once, beside two others on another database', async () => {
    const urls = [await scratch(), await scratch()]
    await Promise.all([...urls, ...urls].map(migrateAt))
    for (const url of urls) expect(await schemaOf(url)).toEqual(wanted)
  })
})

test('four databases of a server that knows none of the roles yet are migrated at once', async () => {
  const server = await startEmbeddedServer()
  onTestFinished(server.stop)
  const copies = await Promise.all([1, 2, 3, 4].map(() => createScratch(server.url())))
  await Promise.all(copies.map(({ url }) => migrateAt(url)))
  for (const { url } of copies) expect(await schemaOf(url)).toEqual(wanted)
})

describe('a migrated database', () => {
  const database = scratchDatabase()
  const again = () => migrate(database.session)

  test('is left as it is by a second run', async () => {
    const before = await durableState(database.session)
    expect(await again()).toEqual({ dryRun: false, ...nothing })
    expect(await durableState(database.session)).toBe(before)
  })

  test.each(["''", 'rollcall, public'])(
    'is known again by a session whose search path is %s',
    async (path) => {
      await withSession(database.url, {}, async (session) => {
        await session.query(`set search_path = ${path}`)
        const before = await durableState(session)
        expect(await migrate(session)).toMatchObject(nothing)
        expect(await durableState(session)).toBe(before)
        const { rows } = await session.query('show search_path')
        expect(rows).toEqual([{ search_path: path === "''" ? '""' : path }])
      })
    },
  )

  test("takes its time for an index, whatever is set for an application's statements", async () => {
    await withSession(database.url, {}, async (session) => {
      await session.query("set statement_timeout = '1min'; drop index public.students_by_course")
      const query = session.query.bind(session) as Asking
      const timeouts: unknown[] = []
      const timing: Asking = async (sql, values) => {
        if (sql.startsWith('create index')) timeouts.push(await query('show statement_timeout'))
        return query(sql, values)
      }
      session.query = timing as typeof session.query
      await migrate(session)
      timeouts.push(await query('show statement_timeout'))
      expect(timeouts).toMatchObject([
        { rows: [{ statement_timeout: '0' }] },
        { rows: [{ statement_timeout: '1min' }] },
      ])
    })
  })

  test.each([
    [
      'a function that was replaced',
      `create or replace function rollcall.horizon(p_now timestamptz) returns date
       language sql immutable as $$ select '2000-01-01'::date $$`,
    ],
    [
      'a function of the document that was dropped',
      'drop function public.remove_duplicate_classes()',
    ],
    ['a trigger that was dropped', 'drop trigger rollcall_generate_on_insert on public.students'],
    [
      'a trigger that was disabled',
      'alter table public.classes disable trigger rollcall_keep_identity_on_update',
    ],
    [
      'a function that anon may call',
      'grant execute on function rollcall.generate_missing(date, date, timestamptz, bigint) to anon',
    ],
    [
      'a function of the document that everybody may call',
      'grant execute on function public.remove_duplicate_classes() to public',
    ],
    ['a table of ours that anon may read', 'grant select on rollcall.runs to anon'],
    ['a grant that was taken away', 'revoke select on public.classes from rollcall_reader'],
    ['a policy that was dropped', 'drop policy rollcall_reader_looks on public.students'],
    [
      'a policy that was altered',
      'alter policy rollcall_reader_looks on public.students using (false)',
    ],
    [
      'a policy of our own tables that was altered',
      'alter policy rollcall_roles on rollcall.runs using (false)',
    ],
  ])('gets back what it had: %s', async (_, drift) => {
    await database.session.query(drift)
    expect(await describeSchema(database.session)).not.toEqual(wanted)
    expect((await again()).deployed.length).toBeGreaterThan(0)
    expect(await describeSchema(database.session)).toEqual(wanted)
    expect(await again()).toMatchObject(nothing)
  })

  test('gets back an index that was dropped', async () => {
    await database.session.query('drop index public.classes_occurrence_key')
    expect(await again()).toMatchObject({ ...nothing, indexes: ['classes_occurrence_key'] })
    expect(await describeSchema(database.session)).toEqual(wanted)
  })

  test('a dry run says what drifted and leaves it', async () => {
    await database.session.query(
      'drop trigger rollcall_generate_on_insert on public.students; drop index public.students_by_course',
    )
    const before = await durableState(database.session)
    const report = await migrate(database.session, { dryRun: true })
    expect(report.deployed).toHaveLength(1)
    expect(report.indexes).toEqual(['students_by_course'])
    expect(await durableState(database.session)).toBe(before)
    await again()
  })

  test('is refused where a newer Rollcall has been, and left as it is', async () => {
    const { session } = database
    await session.query(
      "insert into supabase_migrations.schema_migrations (version, name) values ('20991231235959', 'rollcall_later')",
    )
    const before = await durableState(session)
    await expect(again()).rejects.toThrow(/20991231235959 by a newer Rollcall/)
    await expect(migrate(session, { dryRun: true })).rejects.toThrow(/newer Rollcall/)
    expect(await durableState(session)).toBe(before)
    await session.query(
      "delete from supabase_migrations.schema_migrations where version = '20991231235959'",
    )
  })

  test("does not mind an application's own later migration", async () => {
    await database.session.query(
      `insert into supabase_migrations.schema_migrations (version, name)
       values (to_char(now() at time zone 'UTC', 'YYYYMMDDHH24MISS'), 'add_invoices')`,
    )
    expect(await again()).toMatchObject(nothing)
  })
})
