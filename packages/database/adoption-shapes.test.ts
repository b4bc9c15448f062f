import { durableState, liveSchool, scratchDatabase } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'
import type { Session } from './connect.ts'
import { migrate } from './migrate.ts'

const live = liveSchool()

/** What becomes of a new student: the dates of the classes, and what the log says. */
async function enrolled(session: Session, day: string) {
  const { rows } = await session.query<{ id: number }>(
    `insert into public.students (start_date, fixed_schedule, first_name, last_name)
     values ('2026-03-09', $1, 'Nils', 'Quint') returning id`,
    [JSON.stringify([{ day, start_time: '09:30', duration_minutes: 45 }])],
  )
  const made = await session.query<{ dates: string[]; logged: string[] }>(
    `select
       array(select c.date::text from public.classes as c where c.student_id = $1 order by c.date) as dates,
       array(
         select concat_ws(' ', l.operation, l.status, l.error_details::jsonb #>> '{errors,0,code}')
         from public.class_generation_logs as l where l.student_id = $1 order by l.id
       ) as logged`,
    [rows[0]?.id],
  )
  return made.rows[0]
}

/** Generates, and says why not, as in a school that Rollcall has made. */
async function expectToWork(session: Session) {
  expect(await enrolled(session, 'thursday')).toEqual({
    dates: ['2026-03-12', '2026-03-19'],
    logged: ['insert success'],
  })
  expect(await enrolled(session, 'someday')).toEqual({
    dates: [],
    logged: ['insert failed invalid_weekday'],
  })
}

describe('a live school is adopted row by row and generates, where', () => {
  test.each([
    [
      'ids are integers',
      `alter table public.classes alter id type integer, alter student_id type integer, alter course_id type integer;
       alter table public.students alter id type integer; alter table public.courses alter id type integer;
       alter table public.attendance alter class_id type integer;
       alter table public.class_generation_logs alter id type integer, alter student_id type integer`,
    ],
    [
      'classes have uuids',
      `alter table public.attendance drop constraint attendance_class_id_fkey;
       drop trigger classes_webhook on public.classes;
       alter table public.classes alter id drop default;
       alter table public.classes alter id type uuid using md5(id::text)::uuid;
       alter table public.classes alter id set default gen_random_uuid()`,
    ],
    ['schedules are text', 'alter table public.students alter fixed_schedule type text'],
    ['schedules are json', 'alter table public.students alter fixed_schedule type json'],
    [
      'details of a failure are json',
      'alter table public.class_generation_logs alter error_details type json using to_json(error_details)',
    ],
    [
      'what is logged are enums',
      `create type outcome as enum ('success', 'partial', 'skipped', 'failed');
       create type occasion as enum ('insert', 'update', 'scheduled', 'manual', 'correction');
       alter table public.class_generation_logs
         alter status type outcome using status::outcome, alter operation type occasion using operation::occasion`,
    ],
    [
      'instants have no zone',
      `alter table public.classes alter created_at type timestamp;
       alter table public.class_generation_logs alter trigger_time type timestamp`,
    ],
    [
      'an application generates too',
      `create function public.generate() returns trigger language plpgsql as $$
       begin
         if new.fixed_schedule::text like '%thursday%' then
           insert into public.classes (student_id, date, start_time, end_time)
           values (new.id, '2026-03-12', '09:30', '10:15'), (new.id, '2026-03-19', '09:30', '10:15')
           on conflict (student_id, date, start_time, end_time) do nothing;
         end if;
         return null;
       end $$;
       create trigger a_generate after insert on public.students for each row execute function public.generate();
       create trigger z_generate after insert on public.students for each row execute function public.generate()`,
    ],
  ])('%s', async (_, change) => {
    const { session } = await live.adopt()
    await session.query(change)
    const before = await live.rowsOf(session)
    await migrate(session)
    expect(await live.rowsOf(session)).toEqual(before)
    await expectToWork(session)
    await session.query('select * from public.remove_duplicate_classes()')
    expect((await migrate(session)).indexes).toEqual(['classes_occurrence_key'])
    await expectToWork(session)
    const state = await durableState(session)
    await migrate(session)
    expect(await durableState(session)).toBe(state)
  })
})

describe('a school that keeps less than the document reads', () => {
  const database = scratchDatabase({ bare: true })

  test('gets the columns that it lacks, and nothing is claimed of its rows', async () => {
    const { session } = database
    await session.query(
      `create table public.students (id serial primary key, start_date date, fixed_schedule jsonb);
       create table public.classes (
         id serial primary key, student_id integer not null, date date not null, start_time time not null
       );
       create table public.class_generation_logs (
         id serial primary key, operation text not null, trigger_time timestamptz not null, status text not null
       );
       insert into public.students default values;
       insert into public.classes (student_id, date, start_time) values (1, '2026-01-05', '10:00')`,
    )
    await migrate(session)
    await expectToWork(session)
    const { rows } = await session.query(
      `select distinct status, payment_status, created_at from public.classes order by status nulls first`,
    )
    expect(rows).toEqual([
      { status: null, payment_status: null, created_at: null },
      { status: 'scheduled', payment_status: 'unpaid', created_at: '2026-03-11T11:00:00.000Z' },
    ])
  })
})

test('an enum that lacks words of ours is named with them, and stops no class', async () => {
  const { session } = await live.adopt()
  await session.query(
    `create type outcome as enum ('success', 'failed');
     create type occasion as enum ('insert', 'update', 'scheduled');
     alter table public.class_generation_logs
       alter status type outcome using status::outcome, alter operation type occasion using operation::occasion`,
  )
  const { unreconciled } = await migrate(session)
  expect(unreconciled).toContainEqual(expect.stringMatching(/operation.* lacks correction, manual/))
  expect(unreconciled).toContainEqual(expect.stringMatching(/status.* lacks partial, skipped/))
  await session.query("alter type occasion rename value 'insert' to 'added'")
  expect(await enrolled(session, 'thursday')).toEqual({
    dates: ['2026-03-12', '2026-03-19'],
    logged: [],
  })
})

test('a column that the database computes is named with the way out', async () => {
  const { session } = await live.adopt()
  await session.query(
    `alter table public.classes drop constraint classes_one_per_time, drop column end_time,
       add column end_time time generated always as (start_time + interval '1 hour') stored`,
  )
  const { unreconciled } = await migrate(session)
  const sentence = unreconciled.find((each) => each.includes('end_time')) ?? ''
  await session.query(sentence.match(/`(.*)`/)?.[1] ?? '')
  expect((await migrate(session)).unreconciled).not.toContain(sentence)
  await expectToWork(session)
})

test("calls of the document's functions reach ours, whatever the application has of those names", async () => {
  const { session } = await live.adopt()
  await session.query(
    `create procedure public.remove_duplicate_classes() language sql as '';
     create function public.check_duplicate_classes(student bigint default null) returns integer
       language sql as 'select 1';
     create function public.clean_old_class_generation_logs(days integer, archive boolean default true)
       returns integer language sql as 'select 2';
     create function public.clean_old_class_generation_logs(before date) returns integer
       language sql as 'select 3'`,
  )
  const { unreconciled } = await migrate(session)
  expect(unreconciled.filter((sentence) => sentence.includes('_before_rollcall'))).toHaveLength(3)
  const { rows } = await session.query(
    `select (select count(*) from public.check_duplicate_classes()) > 6 as found,
            (select count(*) from public.remove_duplicate_classes()) > 6 as removed,
            (select deleted_count from public.clean_old_class_generation_logs(30)) as cleaned,
            public.check_duplicate_classes_before_rollcall(1) as one,
            public.clean_old_class_generation_logs_before_rollcall(30) as two,
            public.clean_old_class_generation_logs(date '2026-01-01') as three`,
  )
  expect(rows).toEqual([{ found: true, removed: true, cleaned: 1, one: 1, two: 2, three: 3 }])
})
