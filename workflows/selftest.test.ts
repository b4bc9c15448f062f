import { createScratch, migrate, withSession } from '@rollcall/database'
import { liveSchool, runRollcall, scratchDatabase, testNow } from '@rollcall/testing'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { selftestLines } from './selftest/report.ts'

const database = scratchDatabase()
const live = liveSchool()

async function run(args: string[], url: string) {
  const { code, out, err } = await runRollcall(
    ['selftest', ...args, '--json', '--now', testNow],
    url ? { DATABASE_URL: url } : {},
  )
  return { code, err, document: JSON.parse(out) }
}

describe('on a copy of a database', () => {
  test('a routine that was tampered with makes its check blind, and that is the incident', async () => {
    await database.session.query(blind)
    const before = await everything(database.url)
    const { code, document } = await run(['duplicate-classes', 'old-logs'], database.as('looker'))
    expect(document.run).toEqual({
      environment: 'production',
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      now: testNow,
    })
    expect(document.faults).toContainEqual({
      fault: 'doubled-classes',
      check: 'duplicate-classes',
      story: 'an import without the unique index booked several classes of another student twice',
      state: 'missed',
      reason: 'the check passes',
    })
    expect(document.checks).toEqual([
      {
        check: 'duplicate-classes',
        state: 'missed',
        seen: 0,
        missed: expect.any(Number),
        unknown: 0,
      },
      { check: 'old-logs', state: 'seen', seen: 1, missed: 0, unknown: 0 },
    ])
    expect(document.copy).toEqual({ objects: expect.any(Number), leftOut: [], relaxed: [] })
    expect(code).toBe(1)
    expect(await everything(database.url)).toEqual(before)
  })

  test("an application's own rules for its tables keep no fault out", async () => {
    const { url, session } = await live.adopt()
    await session.query(rules)
    await migrate(session)
    const { code, document } = await run(['duplicate-classes', 'old-logs'], url)
    expect(document.checks).toMatchObject([
      { check: 'duplicate-classes', state: 'seen' },
      { check: 'old-logs', state: 'seen' },
    ])
    expect(document.copy.leftOut).toEqual([
      { object: 'event trigger guard', reason: 'no copy is made of its kind' },
    ])
    expect(document.copy.relaxed).toEqual(
      expect.arrayContaining([
        'constraint classes_one_per_time on public.classes was taken away',
        'constraint "no <b>\u202e" on public.students was taken away',
        'constraint in_a_branch on public.students was taken away',
        'not null of the column branch on public.students was taken away',
        'not null of the column price on public.courses was taken away',
        'label that is missing no_show on public.classes was added',
        'trigger classes_webhook on public.classes was taken away',
        'unique index one_family on public.students was taken away',
        'column public.courses.name was added',
      ]),
    )
    expect(code).toBe(0)
  })

  test('a school that no invented student fits into is said, with what is in the way', async () => {
    const { url, drop } = await createScratch(inject('server'))
    onTestFinished(drop)
    await withSession(url, {}, async (session) => {
      await migrate(session)
      await session.query('alter table public.students alter column last_name type varchar(1)')
    })
    const { code, document } = await run(['old-logs'], url)
    expect(document.error.message).toMatch(/^The sample school can't be loaded .*22001/)
    expect(code).toBe(2)
  })

  test('a database that was never migrated gets the next step', async () => {
    const { url, drop } = await createScratch(inject('server'))
    onTestFinished(drop)
    const { code, document } = await run(['old-logs'], url)
    expect(document.error.message).toContain('run `rollcall migrate`')
    expect(code).toBe(2)
  })
})

test('without a database our own schema is tested, and a person is told on standard output', async () => {
  const { code, out, err } = await runRollcall(['selftest', 'old-logs', '--now', testNow])
  expect(out).toMatch(/✔ No generation log .* old-logs, seen 1 of 1 fault\n/)
  expect(out).toMatch(/Every check saw every fault/)
  expect(err).toContain('planting old-logs')
  expect(out).not.toContain('planting')
  expect(code).toBe(0)
})

test('a misspelt check is named with the nearest', async () => {
  const { code, document } = await run(['old-log'], '')
  expect(document.error.message).toContain('the nearest is old-logs')
  expect(code).toBe(2)
})

test('what was not proven is told as that, and no name steers the terminal', () => {
  const lines = selftestLines({
    faults: [
      {
        fault: 'a-fault',
        check: 'blind',
        story: 'it happened',
        state: 'missed',
        reason: 'the check passes',
      },
    ],
    checks: [
      { check: 'blind', title: 'All is well', state: 'missed', seen: 0, missed: 1, unknown: 0 },
      {
        check: 'untried',
        title: 'All else is well',
        state: 'unknown',
        seen: 0,
        missed: 0,
        unknown: 0,
      },
    ],
    copy: {
      objects: 2,
      leftOut: [{ object: 'table public."a\u001b[2J"', reason: 'SQLSTATE 42P01' }],
      relaxed: ['trigger "b\u202e" on public.classes was taken away'],
    },
  })
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "✖ All is well blind, seen 0 of 1 fault
        ✖ a-fault: it happened; the check passes
    ? All else is well untried, no fault planted for it: nothing is proven

    The copy holds 2 objects of the schema, and an invented school.
    Left out of it, so that nothing is proven of them:
        table public."a□[2J" (SQLSTATE 42P01)
    Changed in it, so that the invented school goes in:
        trigger "b□" on public.classes was taken away
    Don't trust a green blind: it did not see what it has to see. Not proven, or not wholly: untried."
  `)
})

/** Every object of ours and every run that a database keeps. */
async function everything(url: string) {
  return withSession(url, {}, async (session) => {
    const { rows } = await session.query(
      `select o.part, o.name, o.definition from rollcall.described_objects() as o
       union all
       select 'rows', c.relname, query_to_xml(format('select * from %s order by 1::text', c.oid::regclass), true, false, '')::text
       from pg_catalog.pg_class as c
       where c.relnamespace in ('rollcall'::regnamespace, 'public'::regnamespace) and c.relkind = 'r'`,
    )
    return rows
  })
}

/** The routine that ranks doubled classes answers nothing from now on. */
const blind = `
  do $$
  begin
    execute regexp_replace(
      pg_get_functiondef('rollcall.rank_duplicate_classes()'::regprocedure), '\\mbegin\\M', 'begin return;'
    );
  end
  $$`

/** What an application asks of its rows, beside what a live school has. */
const rules = `
  -- Doubled classes would keep the unique index out, whose loss is the fault.
  delete from public.classes where end_time - start_time > interval '1 hour';
  create table public.branches (id bigint primary key);
  insert into public.branches values (1);
  alter table public.students
    add branch bigint not null default 1 constraint in_a_branch references public.branches,
    add constraint "no <b>\u202e" check (first_name <> last_name and char_length(first_name) < 8) not valid;
  alter table public.students alter branch drop default;
  create unique index one_family on public.students (last_name, first_name, coalesce(email, id::text));
  create type public.progress as enum ('scheduled', 'completed', 'cancelled');
  alter table public.classes alter status drop default;
  alter table public.classes alter status type public.progress using status::public.progress;
  alter table public.classes alter status set default 'scheduled';
  create function public.stop_tables() returns event_trigger language plpgsql
    as $$ begin raise exception 'no new tables'; end; $$;
  create event trigger "guard" on ddl_command_end when tag in ('CREATE AGGREGATE')
    execute function public.stop_tables();
  create function public.refuse() returns trigger language plpgsql
    as $$ begin raise exception 'not from here'; end; $$;
  create trigger refuse before insert on public.students for each row execute function public.refuse()`
