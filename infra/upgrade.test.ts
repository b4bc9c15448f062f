import { readdirSync, readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'
import { describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

const folder = new URL('../packages/database/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8')
const files = readdirSync(new URL('supabase/migrations/', folder)).sort()
const released = files.slice(0, 2)
const pending = files.slice(released.length).map((file) => file.replace(/\.sql$/, ''))

/** A database as the first release left it, by its migrations alone, with a student and classes. */
async function firstRelease(session: Session) {
  await session.query(read('roles.sql'))
  await session.query(`
    create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (
      version text primary key, statements text[], name text
    )`)
  for (const file of released) {
    await session.query(read(`supabase/migrations/${file}`))
    const [version, ...name] = file.replace(/\.sql$/, '').split('_')
    await session.query(
      'insert into supabase_migrations.schema_migrations (version, name) values ($1, $2)',
      [version, name.join('_')],
    )
  }
  await session.query(`
    insert into public.students (first_name, last_name, start_date, fixed_schedule)
    values ('Vera', 'Prado', '2026-03-02',
      '[{"day": "monday", "start_time": "17:00", "duration_minutes": 60}]')`)
  await session.query(`
    insert into public.classes (student_id, date, start_time, duration_minutes)
    select s.id, d::date, '17:00', 60
    from public.students as s, generate_series('2026-03-02', '2026-03-30', interval '7 days') as d`)
}

describe.skipIf(!canDeploy)(deploying('an upgrade'), { timeout: 180_000 }, () => {
  const school = schoolStack({ isThere: true, prepare: firstRelease })
  const classes = async () => {
    const { rows } = await school.session.query(
      'select id, student_id, date, start_time, duration_minutes from public.classes order by date',
    )
    return rows
  }
  const versions = async () => {
    const { rows } = await school.session.query<{ name: string }>(
      `select version || '_' || name as name from supabase_migrations.schema_migrations order by version`,
    )
    return rows.map(({ name }) => name)
  }

  test('a preview lists just what is pending', async () => {
    const { stdout } = await school.stack.preview()
    const said = stdout.slice(stdout.indexOf('Diagnostics:'))
    expect([...said.matchAll(/Would apply migration (\w+)/g)].map(([, name]) => name)).toEqual(
      pending,
    )
    expect(await versions()).toHaveLength(released.length)
  })

  test('a migration that fails leaves the database as it was, and says at which statement', async () => {
    const before = await classes()
    // What a later migration is about to make is there already, as something else.
    await school.session.query('create view rollcall.statement_snapshots as select 1 as one')
    const failure = await school.stack.up().catch((error: Error) => error.message)
    expect(failure).toMatch(/rollcall_statement_history failed at statement \d+ of \d+/)
    expect(failure).toMatch(/Nothing of it remains/)
    expect(await versions()).not.toContain(pending.at(-1))
    expect(await classes()).toEqual(before)
    await school.session.query('drop view rollcall.statement_snapshots')
  })

  test('up applies the rest and changes no row, and a second one changes nothing', async () => {
    const before = await classes()
    await school.stack.up()
    expect(await versions()).toEqual(files.map((file) => file.replace(/\.sql$/, '')))
    expect((await classes()).slice(0, before.length)).toEqual(before)
    const { summary } = await school.stack.up({ refresh: true })
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same'])
  })
})
