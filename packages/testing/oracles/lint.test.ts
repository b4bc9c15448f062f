import { createScratch, type ScratchDatabase, withSession } from '@rollcall/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemServer } from '../installations.ts'
import { explained } from './lint.ts'
import { sampleSchool } from './sample-school.ts'
import { supabase } from './supabase.ts'

type Lint = { results: { function: string; issues: { level: string; message: string }[] }[] }

/** What plpgsql_check says, with every kind of warning on, of each function and of each trigger's on its table. */
const everything = `
  with routines as (
    select p.oid, p.proname, coalesce(t.tgrelid, 0) as relation
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
    left join pg_catalog.pg_trigger as t on t.tgfoid = p.oid and not t.tgisinternal
    where p.pronamespace in ('rollcall'::regnamespace, 'public'::regnamespace)
    group by 1, 2, 3
  )
  select distinct r.proname as name, c.level, c.message
  from routines as r
  cross join lateral plpgsql_check_function_tb(
    r.oid, r.relation, performance_warnings := true, security_warnings := true
  ) as c
  order by 1, 2, 3`

describe.runIf(systemServer)('beside plpgsql_check', () => {
  const school = sampleSchool()
  let database: ScratchDatabase
  beforeAll(async () => {
    database = await createScratch(school.server, new URL(school.url).pathname.slice(1))
    await withSession(database.url, {}, (session) =>
      session.query('create extension plpgsql_check'),
    )
  })
  afterAll(() => database.drop())
  const check = () =>
    withSession(database.url, {}, async (session) => {
      const { rows } = await session.query<{ name: string; level: string; message: string }>(
        everything,
      )
      return rows.map(({ name, level, message }) => `${name} ${level}: ${message}`)
    })

  test('it finds nothing in our functions but what is explained', async () => {
    const found = await check()
    const known = explained.map(({ finds }) => finds)
    expect(found.filter((line) => !known.some((finds) => finds.test(line)))).toEqual([])
    expect(known.filter((finds) => !found.some((line) => finds.test(line)))).toEqual([])
  })

  test('supabase db lint finds no more, and no less of what it asks for', async () => {
    const { results } = await supabase<Lint>(database.url, [
      ...['db', 'lint', '--schema', 'public,rollcall', '--level', 'warning'],
    ])
    const found = results.flatMap(({ function: name, issues }) =>
      issues.map(({ level, message }) => `${name.replace('rollcall.', '')} ${level}: ${message}`),
    )
    expect(found).toContainEqual(expect.stringMatching(/^cron_jobs error: /))
    expect(new Set(await check())).toEqual(new Set([...(await check()), ...found]))
  })

  test('both see a function that is wrong', async () => {
    await withSession(database.url, {}, (session) =>
      session.query(
        `create function public.wrong() returns integer language plpgsql set search_path = ''
         as 'begin return (select count(*) from public.nothing_there); end'`,
      ),
    )
    expect(await check()).toContainEqual(expect.stringMatching(/^wrong error: /))
    const { results } = await supabase<Lint>(database.url, ['db', 'lint', '--schema', 'public'])
    expect(results.map((each) => each.function)).toEqual(['public.wrong'])
  })
})
