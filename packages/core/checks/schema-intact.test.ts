import { look, lookAs, scratchDatabase } from '@rollcall/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { schemaIntact } from './schema-intact.ts'

const database = scratchDatabase()
const query = (sql: string) => database.session.query(sql)

/** What a test leaves, the remedy or the test itself has put right. */
afterEach(async () => expect(await found()).toBe('pass'))

async function found() {
  const verdict = await look(database, schemaIntact)
  return verdict.state === 'fail'
    ? Object.fromEntries(verdict.findings.map(({ key, severity }) => [key, severity]))
    : verdict.state
}
const remedied = () => look(database, schemaIntact, { remedy: true })

test('is clear, finds a function with another body, and is clear when it is put back', async () => {
  expect(await look(database, schemaIntact)).toMatchObject({
    state: 'pass',
    evidence: {
      examined: expect.toSatisfy((examined: number) => examined > 300),
      parts: { trigger: expect.any(Number), function: expect.any(Number) },
    },
  })
  await query(`create or replace function rollcall.horizon(p_now timestamptz) returns date
    language plpgsql stable set search_path = '' as 'begin return date ''2000-01-01''; end'`)
  expect(await look(database, schemaIntact)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'function/rollcall.horizon(timestamp with time zone)',
        detail:
          'Function rollcall.horizon(timestamp with time zone) has another body than was deployed: `rollcall remedy reapply-routines --apply` puts that right.',
      },
    ],
  })
  expect(await remedied()).toMatchObject({
    state: 'remedied',
    done: '1 object was put back as deployed.',
  })
})

describe('what the remedy puts back', () => {
  test.each([
    [
      'a function with other attributes',
      'alter function rollcall.current_instant() security definer',
      'function/rollcall.current_instant()',
    ],
    [
      'a function that is gone',
      'drop function rollcall.last_weekly_run_due(timestamptz)',
      'function/rollcall.last_weekly_run_due(timestamp with time zone)',
    ],
    [
      'a trigger that is switched off',
      'alter table public.students disable trigger rollcall_generate_on_insert',
      'trigger/public.students.rollcall_generate_on_insert',
    ],
    [
      'a trigger that is gone',
      'drop trigger rollcall_remember_deletion on public.classes',
      'trigger/public.classes.rollcall_remember_deletion',
    ],
    [
      'a policy that is gone',
      'drop policy rollcall_operator_adds on public.classes',
      'policy/public.classes.rollcall_operator_adds',
    ],
    [
      'a policy that is for others',
      'alter policy rollcall_operator_adds on public.classes to service_role',
      'policy/public.classes.rollcall_operator_adds',
    ],
    [
      'a right that is gone',
      'revoke insert on public.classes from rollcall_operator',
      'grant/public.classes to rollcall_operator',
    ],
    [
      'a table of its own that is open to somebody',
      'grant select on rollcall.remedies to anon',
      'grant/rollcall.remedies to anon',
    ],
    [
      'a table of its own that is open to everybody',
      'grant select on rollcall.remedies to public',
      'grant/rollcall.remedies to public',
    ],
    [
      'a function that everybody may call',
      'grant execute on function public.remove_duplicate_classes() to public',
      'grant/public.remove_duplicate_classes() to public',
    ],
    [
      'its schema',
      'grant usage on schema rollcall to authenticated',
      'grant/schema rollcall to authenticated',
    ],
  ])('%s', async (_what, sql, key) => {
    await query(sql)
    expect(Object.keys((await found()) as object)).toContain(key)
    expect(await remedied()).toMatchObject({ state: 'remedied' })
  })

  test('all at once, and nobody may call what was made again', async () => {
    await query('drop function rollcall.generate_weekly(timestamptz)')
    await query('alter table public.students disable trigger all')
    await query('alter table public.students enable trigger rollcall_keep_students_with_classes')
    expect(await remedied()).toMatchObject({ state: 'remedied' })
    const { rows } = await query(
      "select has_function_privilege('anon', 'rollcall.generate_weekly(timestamptz)', 'execute') as may",
    )
    expect(rows).toEqual([{ may: false }])
    await query('alter table public.students enable trigger all')
  })

  test('not as the role that may not, which is told so', async () => {
    await query('alter table public.students disable trigger rollcall_generate_on_insert')
    expect(await lookAs(database.as('fixer'), schemaIntact, { remedy: true })).toMatchObject({
      state: 'fail',
      refused: expect.stringContaining('may not apply'),
    })
    await query('alter table public.students enable trigger rollcall_generate_on_insert')
  })
})

describe('what a person has to put right', () => {
  test('an index that is gone, or invalid', async () => {
    await query('drop index public.classes_occurrence_key')
    await query('drop index public.students_by_course')
    expect(await found()).toEqual({
      'index/public.classes_occurrence_key': 'error',
      'index/public.students_by_course': 'warning',
    })
    await query(`create unique index classes_occurrence_key on public.classes
      ((coalesce(origin_date, date)), student_id, (coalesce(origin_start_time, start_time)))`)
    await query('create index students_by_course on public.students (course_id)')
    await query(
      "update pg_index set indisvalid = false where indexrelid = 'public.students_by_course'::regclass",
    )
    expect(await look(database, schemaIntact)).toMatchObject({
      findings: [{ detail: expect.stringContaining('is invalid: drop it if it is there') }],
    })
    await query(
      "update pg_index set indisvalid = true where indexrelid = 'public.students_by_course'::regclass",
    )
  })

  test('a column that is gone or of another type, a key, a table, row level security', async () => {
    await query('alter table public.classes rename column backfilled to late')
    await query('alter table public.class_generation_logs alter column message type varchar(500)')
    await query(
      'alter table public.class_generation_logs drop constraint class_generation_logs_pkey',
    )
    await query('alter table rollcall.closures rename to holidays')
    await query('alter table rollcall.school disable row level security')
    expect(await found()).toMatchObject({
      'column/public.classes.backfilled': 'error',
      'column/public.class_generation_logs.message': 'error',
      'constraint/public.class_generation_logs.class_generation_logs_pkey': 'error',
      'table/rollcall.closures': 'error',
      'table/rollcall.holidays': 'warning',
      'table/rollcall.school': 'error',
    })
    expect(Object.keys((await found()) as object)).not.toContain('column/rollcall.closures.reason')
    await query('alter table public.classes rename column late to backfilled')
    await query('alter table public.class_generation_logs alter column message type text')
    await query('alter table public.class_generation_logs add primary key (id)')
    await query('alter table rollcall.holidays rename to closures')
    await query('alter table rollcall.school enable row level security')
  })

  test('something of somebody in its schema, whatever its name', async () => {
    await query(
      'create function rollcall."\u202ex"() returns integer language sql as $$ select 1 $$',
    )
    expect(Object.entries((await found()) as object)).toEqual(
      expect.arrayContaining([
        [expect.stringMatching(/^function\/unnamed-[0-9a-f]{8}$/), 'warning'],
      ]),
    )
    await query('drop function rollcall."\u202ex"()')
  })
})

test("what is the application's is not judged", async () => {
  await query(`
    alter table public.students add column nickname text, alter column first_name drop default;
    alter table public.classes alter column status set default 'planned';
    create index students_by_nickname on public.students (nickname);
    create policy own on public.students for select to authenticated using (false);
    grant update on public.students to authenticated;
    revoke delete on public.classes from service_role;
    alter table public.courses disable row level security`)
  expect(await found()).toBe('pass')
  await query(`
    alter table public.students drop column nickname, alter column first_name set default '';
    alter table public.classes alter column status set default 'scheduled';
    drop policy own on public.students;
    alter table public.courses enable row level security`)
})

test('what compares the others is compared by the check itself', async () => {
  const { rows } = await database.session.query<{ statement: string }>(
    "select statement from rollcall.deployed_objects where name = 'rollcall.schema_differences()' and part = 'function'",
  )
  await query(`create or replace function rollcall.schema_differences() returns table (
      part text, name text, difference text, was text, is_now text, was_statement text,
      now_statement text, statement text, upgraded boolean
    ) language plpgsql stable set search_path = '' as 'begin return; end'`)
  expect(await found()).toEqual({ 'function/rollcall.schema_differences()': 'error' })
  await query(rows[0]?.statement ?? '')
})

test('under another major version of Postgres definitions can not be compared, and that is told', async () => {
  await query(
    "update rollcall.deployed_objects set definition = '14' where part = 'deployment' and name = 'postgres'",
  )
  expect(await found()).toBe('pass')
  await query(
    "update rollcall.deployed_objects set definition = 'md5 of 14' where name = 'rollcall.horizon(timestamp with time zone)' and part = 'function'",
  )
  expect(await look(database, schemaIntact)).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('Postgres was upgraded'),
  })
  await query(
    `update rollcall.deployed_objects as o set definition = d.kept
     from rollcall.described_objects() as d where (d.part, d.name) = (o.part, o.name)`,
  )
  await query(
    "update rollcall.deployed_objects set definition = current_setting('server_version_num')::integer / 10000 where part = 'deployment' and name = 'postgres'",
  )
})

test('a database that nothing is written down of is unknown', async () => {
  await query('create table public.kept as select * from rollcall.deployed_objects')
  await query('delete from rollcall.deployed_objects')
  expect(await look(database, schemaIntact)).toMatchObject({ state: 'unknown' })
  await query('insert into rollcall.deployed_objects select * from public.kept')
  await query('drop table public.kept')
})
