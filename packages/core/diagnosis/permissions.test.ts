import { connect } from '@rollcall/database'
import { emptySchool, scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { diagnosePermissions } from './permissions.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)

/** The walk while something is otherwise: all of it is taken back. */
async function diagnoseWith(change: string) {
  await query('begin')
  try {
    await query(change)
    return await diagnosePermissions(database.session, testNow)
  } finally {
    await query('rollback')
  }
}

test('finds nothing wrong in what rollcall migrate makes, whoever asks', async () => {
  await emptySchool(database)
  const diagnosis = await diagnosePermissions(database.session, testNow)
  expect(diagnosis.cause).toBeUndefined()
  expect(diagnosis.steps).toHaveLength(10)
  const looker = await connect(database.as('looker'))
  expect(await diagnosePermissions(looker, testNow)).toEqual(diagnosis)
  await looker.end()
})

test.each([
  [
    'create role authenticator; grant anon, authenticated to authenticator',
    'authenticator may not take on service_role',
    '`grant service_role to authenticator`',
  ],
  ['alter role service_role nobypassrls', 'does not pass over row level security', 'bypassrls'],
  [
    'revoke usage on schema public from public, service_role',
    'may not use the schema public',
    'grant usage on schema public to service_role',
  ],
  [
    'revoke insert, update on public.classes from service_role',
    'service_role lacks insert, update on public.classes',
    '`grant insert, update on public.classes to service_role`',
  ],
  [
    'alter function rollcall.generate_on_student_change() security invoker',
    'does not act as an owner of the tables',
    'Put it back',
  ],
  [
    'drop policy rollcall_reader_looks on public.students',
    'Not as deployed: policy public.students.rollcall_reader_looks',
    'Put them back',
  ],
  [
    `insert into public.class_generation_logs (operation, trigger_time, status, error_details)
     values ('insert', '2026-03-10T11:00:00Z', 'failed', '{"sqlstate": "42501"}')`,
    'Generation failed once in the last 7 days with "permission denied"',
    'grant what it names',
  ],
  [
    'grant insert on public.students to authenticated',
    'authenticated may insert public.students, and no policy lets a row pass',
    "the service role's key",
  ],
  [
    `alter table public.courses disable row level security;
     grant insert on public.courses to authenticated`,
    'Row level security is off on public.courses',
    'switch it on',
  ],
])('%s: the cause is named, and the fix', async (change, cause, fix) => {
  const diagnosis = await diagnoseWith(change)
  expect(diagnosis.cause).toContain(cause)
  expect(diagnosis.fix).toContain(fix)
  expect(diagnosis.steps.at(-1)).toMatchObject({ well: false })
})

test('row level security that is forced holds generation back, where its owner does not pass over it', async () => {
  const diagnosis = await diagnoseWith(`
    create role school_owner nologin;
    grant usage, create on schema public, rollcall to school_owner;
    alter table public.students owner to school_owner;
    alter table public.courses owner to school_owner;
    alter table public.class_generation_logs owner to school_owner;
    alter table public.classes owner to school_owner;
    alter function rollcall.generate_on_student_change() owner to school_owner;
    alter table public.classes force row level security`)
  expect(diagnosis.cause).toContain('forced on public.classes')
  expect(diagnosis.fix).toContain('`alter table public.classes no force row level security`')
})

test('a right to write behind which a policy stands is well', async () => {
  const diagnosis = await diagnoseWith(`
    grant insert on public.students to authenticated;
    create policy own on public.students for insert to authenticated with check (id = 7)`)
  expect(diagnosis.cause).toBeUndefined()
})
