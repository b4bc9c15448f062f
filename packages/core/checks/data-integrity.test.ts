import { emptySchool, enrol, look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { dataIntegrity } from './data-integrity.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)
let student: number

beforeEach(async () => {
  await emptySchool(database)
  await query('delete from public.courses')
  student = await enrol(database)
})

/** The findings' keys with their severity, as owner and looking role alike see them. */
async function found(options: Parameters<typeof look>[2] = {}) {
  const verdict = await look(database, dataIntegrity, options)
  return verdict.state === 'fail'
    ? Object.fromEntries(verdict.findings.map(({ key, severity }) => [key, severity]))
    : verdict.state
}

/** Writes past the triggers, as an import does. */
async function pastTriggers(sql: string) {
  await query('set session_replication_role = replica')
  await query(sql)
  await query('reset session_replication_role')
}

test('is clear, finds classes whose student is gone, and is clear when they are gone as well', async () => {
  expect(await look(database, dataIntegrity)).toMatchObject({
    state: 'pass',
    evidence: { classes: 6, students: 1, comparedInThemselves: 6, comparedSince: '2025-02-04' },
  })
  await pastTriggers(`delete from public.students where id = ${student}`)
  expect(await look(database, dataIntegrity)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'classes/student-gone',
        detail: `6 classes belong to a student who is gone, of student ${student}: bring the student back, archived, or remove the classes.`,
        subject: { classes: 6, students: 1 },
      },
    ],
    evidence: { schedulesOfStudentsGone: 1, logsOfStudentsGone: 1 },
  })
  await query('truncate public.classes')
  expect(await found()).toBe('pass')
})

test('classes and students whose course is gone', async () => {
  await query(`update public.classes set course_id = 77 where date = '2026-03-05'`)
  expect(await found()).toEqual({ 'classes/course-gone': 'warning' })
  await pastTriggers(`update public.students set course_id = 78 where id = ${student}`)
  expect(await found()).toEqual({
    'classes/course-gone': 'warning',
    'students/course-gone': 'warning',
  })
  await query("insert into public.courses (id, name) values (77, 'Piano'), (78, 'Violin')")
  expect(await found()).toEqual({ 'sequence/public.courses_id_seq': 'warning' })
  await query("select setval('public.courses_id_seq', 78)")
  expect(await found()).toBe('pass')
})

const shift = (condition: string) =>
  pastTriggers(
    `update public.classes set starts_at = starts_at + interval '1 hour' where ${condition}`,
  )

test('an instant that is not that of date, time and zone: worse when it is still to come', async () => {
  await shift("date = '2026-03-05'")
  expect(await found()).toEqual({ 'classes/instant': 'warning' })
  await shift("date = '2026-03-19'")
  expect(await found()).toEqual({ 'classes/instant': 'error' })
  await query("update public.classes set status = 'cancelled' where date = '2026-03-19'")
  expect(await found()).toEqual({ 'classes/instant': 'warning' })
})

test('what a finding about a class advises puts it right', async () => {
  await shift("date = '2026-03-05'")
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [{ detail: expect.stringContaining('otherwise set starts_at to null') }],
  })
  await query("update public.classes set starts_at = null where date = '2026-03-05'")
  expect(await found()).toBe('pass')
  for (const wrong of ['end_time', 'duration_minutes']) {
    await pastTriggers(
      "update public.classes set end_time = start_time + interval '45 minutes' where date = '2026-03-05'",
    )
    expect(await look(database, dataIntegrity)).toMatchObject({
      findings: [
        { detail: expect.stringContaining('whichever of end_time and duration_minutes is wrong') },
      ],
    })
    await query(`update public.classes set ${wrong} = null where date = '2026-03-05'`)
    expect(await found()).toBe('pass')
  }
  const { rows } = await database.session.query(
    "select end_time - start_time as lasts, duration_minutes from public.classes where date = '2026-03-05'",
  )
  expect(rows).toMatchObject([{ duration_minutes: 45 }])
})

test('the first of the two instants of an hour that comes twice is the right one', async () => {
  await pastTriggers(
    `update public.classes
     set date = '2025-10-26', start_time = '02:30', end_time = '03:30', timezone = 'Europe/Madrid',
         starts_at = '2025-10-26T00:30:00Z' where date = '2026-03-05'`,
  )
  expect(await found()).toBe('pass')
  await shift("date = '2025-10-26'")
  expect(await found()).toEqual({ 'classes/instant': 'warning' })
})

test('a class older than Rollcall, without instant or zone, says nothing that could be wrong', async () => {
  await pastTriggers('update public.classes set starts_at = null, timezone = null')
  expect(await found()).toBe('pass')
})

test('a zone that nobody can read ends nothing', async () => {
  await pastTriggers(
    "update public.classes set timezone = 'Nowhere/Land' where date = '2026-03-05'",
  )
  expect(await found()).toEqual({ 'classes/zone-unknown': 'error' })
})

test('a length that is not from start to end, over midnight as well', async () => {
  await pastTriggers(
    "update public.classes set start_time = '23:30', end_time = '00:30', starts_at = null",
  )
  expect(await found()).toBe('pass')
  await pastTriggers("update public.classes set end_time = '00:31' where date = '2026-03-05'")
  expect(await found()).toEqual({ 'classes/length': 'warning' })
  await pastTriggers(
    "update public.classes set end_time = start_time, duration_minutes = 0 where date = '2026-03-05'",
  )
  expect(await found()).toEqual({ 'classes/length': 'warning' })
})

test('what lies further back than the configuration says is not compared, and that is told', async () => {
  await shift("date = '2026-03-05'")
  const config = { thresholds: { ...defaultConfig.thresholds, integrityLookBackDays: 5 } }
  expect(await look(database, dataIntegrity, { config })).toMatchObject({
    state: 'pass',
    evidence: { comparedSince: '2026-03-06', classes: 6, comparedInThemselves: 4 },
  })
  const day = { thresholds: { ...defaultConfig.thresholds, integrityLookBackDays: 6 } }
  expect(await found({ config: day })).toEqual({ 'classes/instant': 'warning' })
})

test('no more than ten students are named', async () => {
  for (let n = 0; n < 10; n += 1) await enrol(database)
  await shift('true')
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [{ detail: expect.stringMatching(/of 11 students \((\d+, ){9}\d+ and others\):/) }],
  })
})

test('constraints that were never validated', async () => {
  await query("alter table public.courses add constraint named check (name <> 'x') not valid")
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [
      {
        key: 'constraint/public.courses/named',
        severity: 'warning',
        detail: expect.stringContaining('`alter table public.courses validate constraint named`'),
      },
    ],
  })
  await query('alter table public.courses validate constraint named')
  expect(await found()).toBe('pass')
  await query('alter table public.courses drop constraint named')
})

test('a constraint of a domain that was never validated', async () => {
  await query('create domain public.grade as int; create table public.exams (grade public.grade)')
  await query('alter domain public.grade add constraint fair check (value > 0) not valid')
  expect(await found()).toEqual({ 'domain/public.grade/fair': 'warning' })
  await query('alter domain public.grade validate constraint fair')
  expect(await found()).toBe('pass')
  await query('drop table public.exams; drop domain public.grade')
})

test('constraints that are not enforced, which Postgres knows since 18', async ({ skip }) => {
  const { rows } = await database.session.query<{ version: number }>(
    "select current_setting('server_version_num')::integer as version",
  )
  if ((rows[0]?.version ?? 0) < 180_000) skip()
  await query(
    'alter table public.courses add constraint short check (length(name) < 80) not enforced',
  )
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [{ detail: expect.stringContaining('is not enforced') }],
  })
  await query('alter table public.courses drop constraint short')
})

test("an application's trigger, and a foreign key, that are switched off", async () => {
  await query(`
    create schema app;
    create function app.touch() returns trigger language plpgsql set search_path = ''
      as 'begin return new; end';
    create trigger touch before update on public.courses for each row execute function app.touch()`)
  expect(await found()).toBe('pass')
  await query('alter table public.courses disable trigger touch')
  expect(await found()).toEqual({ 'trigger/public.courses/touch': 'error' })
  await query('alter table public.courses enable replica trigger touch')
  expect(await found()).toEqual({ 'trigger/public.courses/touch': 'error' })
  await query('alter table public.courses enable trigger touch')
  await query('alter table public.students disable trigger all')
  expect(await found()).toMatchObject({
    'foreign-key/public.students/students_course_id_fkey': 'error',
  })
  await query('alter table public.students enable trigger all')
  expect(await found()).toBe('pass')
  await query('drop schema app cascade')
})

test('a database in which every session writes past triggers', async () => {
  await query(
    `do $$ begin execute format('alter database %I set session_replication_role = replica', current_database()); end $$`,
  )
  expect(await found()).toEqual({ 'setting/session_replication_role': 'error' })
  await query(
    `do $$ begin execute format('alter database %I reset session_replication_role', current_database()); end $$`,
  )
  expect(await found()).toBe('pass')
})

test('a counter that stands behind its rows, as after a restore', async () => {
  await query(`select setval('public.students_id_seq', ${student}, false)`)
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [
      {
        key: 'sequence/public.students_id_seq',
        severity: 'error',
        detail: `Sequence public.students_id_seq will give ${student} next, and public.students.id already has ${student}: \`select setval('public.students_id_seq', ${student})\`.`,
      },
    ],
  })
  await query(`select setval('public.students_id_seq', ${student})`)
  expect(await found()).toBe('pass')
})

test('a counter that descends and stands behind its rows', async () => {
  await query(`
    create sequence public.offline_numbers increment -1;
    create table public.offline_notes (id bigint primary key default nextval('public.offline_numbers'));
    insert into public.offline_notes values (7), (-1), (-2)`)
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [
      {
        key: 'sequence/public.offline_numbers',
        severity: 'error',
        detail:
          "Sequence public.offline_numbers will give -1 next, and public.offline_notes.id already has -2: `select setval('public.offline_numbers', -2)`.",
      },
    ],
  })
  await query("select setval('public.offline_numbers', -2, false)")
  expect(await found()).toEqual({ 'sequence/public.offline_numbers': 'error' })
  await query("select setval('public.offline_numbers', -2)")
  expect(await found()).toBe('pass')
  await query('truncate public.offline_notes')
  expect(await found()).toBe('pass')
  await query('drop table public.offline_notes; drop sequence public.offline_numbers')
})

test("an event trigger that is switched off, unless it is the platform's", async () => {
  await query(`
    create schema app;
    create function app.note_change() returns event_trigger language plpgsql set search_path = ''
      as 'begin end';
    create event trigger notes_changes on ddl_command_end execute function app.note_change()`)
  expect(await look(database, dataIntegrity)).toMatchObject({
    state: 'pass',
    evidence: { eventTriggers: 1 },
  })
  await query('alter event trigger notes_changes disable')
  expect(await look(database, dataIntegrity)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'event-trigger/notes_changes',
        detail:
          'Event trigger notes_changes is switched off: `alter event trigger notes_changes enable`, or drop it.',
      },
    ],
  })
  await query('alter event trigger notes_changes enable replica')
  expect(await found()).toEqual({ 'event-trigger/notes_changes': 'error' })
  await query('create schema supabase_functions')
  await query('alter function app.note_change() set schema supabase_functions')
  expect(await look(database, dataIntegrity)).toMatchObject({
    state: 'pass',
    evidence: { eventTriggers: 0 },
  })
  await query('drop schema app; drop schema supabase_functions cascade')
})

test('rows of an application that refer to what is not there', async () => {
  await query(`
    create extension citext schema rollcall;
    create table public.rooms (floor int, name rollcall.citext, primary key (floor, name));
    create table public.lamps (
      id bigint, floor int, room rollcall.citext, foreign key (floor, room) references public.rooms
    );
    insert into public.rooms values (1, 'Blue'), (1, 'Red');
    insert into public.lamps values (1, 1, 'BLUE'), (2, 1, 'red'), (3, 1, null)`)
  expect(await found()).toBe('pass')
  await pastTriggers("delete from public.rooms where name = 'Blue'")
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [
      {
        key: 'rows/public.lamps/lamps_floor_room_fkey',
        severity: 'error',
        detail:
          '1 row of public.lamps refers to no row of public.rooms, for all that foreign key lamps_floor_room_fkey says: bring back what it refers to, or remove it.',
      },
    ],
    evidence: { foreignKeysCompared: 1, foreignKeysNotCompared: [] },
  })
  await query('delete from public.lamps where id = 1')
  expect(await found()).toBe('pass')
  await query('drop table public.lamps, public.rooms; drop extension citext')
})

test("a key that refers to one of the platform's that is not the primary one", async () => {
  await query(`
    create schema auth;
    create table auth.users (id uuid primary key, phone text unique);
    create table public.parents (
      id bigint primary key, account uuid references auth.users (id), phone text references auth.users (phone)
    )`)
  expect(await look(database, dataIntegrity)).toMatchObject({
    findings: [
      {
        key: 'platform-key/public.parents/parents_phone_fkey',
        severity: 'error',
        detail: expect.stringContaining('refers to auth.users by another key than its primary one'),
      },
    ],
  })
  await query('alter table public.parents drop constraint parents_phone_fkey')
  expect(await found()).toBe('pass')
  await query('drop table public.parents; drop schema auth cascade')
})

test('a counter that no column owns, and that one takes its numbers from', async () => {
  await query(`
    create sequence public.receipt_numbers;
    create table public.receipts (id bigint primary key default nextval('public.receipt_numbers'));
    insert into public.receipts values (1), (2)`)
  expect(await found()).toEqual({ 'sequence/public.receipt_numbers': 'error' })
  await query("select setval('public.receipt_numbers', 2)")
  expect(await found()).toBe('pass')
  await query('drop table public.receipts; drop sequence public.receipt_numbers')
})

test('a column of a type that stops an upgrade', async () => {
  await query('create table public.searches (language regconfig)')
  await query('alter table public.searches enable row level security')
  await query('create materialized view public.languages as select language from public.searches')
  expect(await found()).toEqual({
    'column/public.languages.language': 'warning',
    'column/public.searches.language': 'warning',
  })
  await query('drop table public.searches cascade')
})

test('an empty school passes by what it has: constraints and triggers', async () => {
  await emptySchool(database)
  expect(await look(database, dataIntegrity)).toMatchObject({
    state: 'pass',
    evidence: { classes: 0, students: 0, comparedInThemselves: 0 },
  })
})
