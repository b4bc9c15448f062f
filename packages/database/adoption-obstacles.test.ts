import { loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeAll, expect, test } from 'vitest'
import { type MigrationReport, migrate } from './migrate.ts'

/** A small live database with what commonly stands in the way. */
const live = `
  create type payment as enum ('pending', 'paid', 'refunded');
  create table public.students (id bigserial primary key, first_name text, last_name text, start_date date, fixed_schedule jsonb);
  create table public.classes (
    id bigserial primary key, student_id bigint not null references public.students, date date not null,
    start_time time not null, status text not null default 'scheduled', payment_status payment not null default 'pending',
    room text not null, created_at timestamptz not null default now()
  );
  create table public.class_generation_logs (
    id bigserial primary key, student_id bigint, operation text check (operation in ('insert', 'update', 'weekly')),
    trigger_time timestamptz not null default now(), status text, message text, classes_created integer, error_details text
  );
  create function public.check_duplicate_classes() returns table (n integer) language sql as 'select 1';
  create function public.clean_old_class_generation_logs(days_to_keep integer default 30) returns integer language sql as 'select 7';
`

const database = scratchDatabase({ bare: true })
let planned: MigrationReport
let done: MigrationReport
beforeAll(async () => {
  await database.session.query(live)
  planned = await migrate(database.session, { dryRun: true })
  done = await migrate(database.session)
})

test.each(['the dry run', 'the run'])('%s names what a person has to judge', (which) => {
  const sentences = (which === 'the run' ? done : planned).unreconciled.join('\n')
  expect(sentences).toMatch(
    /public\.check_duplicate_classes\(\) makes way for ours and is kept as check_duplicate_classes_before_rollcall/,
  )
  expect(sentences).toMatch(/clean_old_class_generation_logs_before_rollcall/)
  expect(sentences).toMatch(/Column public\.classes\.room wants a value and has no default/)
  expect(sentences).toMatch(/refuses correction failed, correction partial/)
})

test("keeps the application's own functions under another name, and says so once", async () => {
  const { rows } = await database.session.query(
    `select (select n from public.check_duplicate_classes_before_rollcall()) as one,
            public.clean_old_class_generation_logs_before_rollcall() as seven`,
  )
  expect(rows).toEqual([{ one: 1, seven: 7 }])
  expect((await migrate(database.session)).unreconciled.join('\n')).not.toMatch(/makes way/)
})

test('generates and finds duplicates with an enum that lacks our words and a log that refuses some', async () => {
  await database.session.query("alter table public.classes alter column room set default 'A'")
  await database.session.query('select set_config($1, $2, false)', ['rollcall.now', testNow])
  await database.session.query(
    `insert into public.students (first_name, start_date, fixed_schedule)
     values ('Vera', '2026-03-02', '[{"day": "mon", "start_time": "17:00", "duration": 60}]')`,
  )
  await database.session.query(
    `update public.students set fixed_schedule = '[{"day": "mon", "start_time": "18:00", "duration": 60}]'`,
  )
  await loseClasses(database, "date = '2026-03-09'")
  await database.session.query("select rollcall.generate_missing('2026-03-02', '2026-03-22', $1)", [
    testNow,
  ])
  const { rows } = await database.session.query(
    'select date, start_time from public.classes order by date',
  )
  expect(rows).toEqual([
    { date: '2026-03-02', start_time: '17:00:00' },
    { date: '2026-03-09', start_time: '17:00:00' },
    { date: '2026-03-16', start_time: '18:00:00' },
  ])
  expect(
    (await database.session.query('select * from public.check_duplicate_classes()')).rows,
  ).toEqual([])
})
