import { readFileSync } from 'node:fs'
import { look, lookAs, scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exposedPrivileges } from './exposed-privileges.ts'

const database = scratchDatabase()
const sql = readFileSync(new URL('./exposed-privileges.sql', import.meta.url), 'utf8')
const query = (statement: string) => database.session.query(statement)

/** What is made in a schema of the test's own goes with it. */
const config = { exposedSchemas: ['public', 'office'] }
beforeEach(() => query(`create schema office; grant usage on schema office to anon, authenticated`))
afterEach(async () => {
  await query('drop schema office cascade')
  expect(await look(database, exposedPrivileges)).toMatchObject({ state: 'pass' })
})

/** Keys with their severity, as owner and looking role alike see them. */
async function found(options: Parameters<typeof look>[2] = {}) {
  const verdict = await look(database, exposedPrivileges, {
    ...options,
    config: { ...config, ...options.config },
  })
  return verdict.state === 'fail'
    ? Object.fromEntries(verdict.findings.map(({ key, severity }) => [key, severity]))
    : verdict.state
}

test('is clear, finds a view past row level security, and is clear when it asks the caller', async () => {
  expect(await look(database, exposedPrivileges)).toMatchObject({
    state: 'pass',
    evidence: {
      relations: 4,
      schemas: ['public'],
      roles: ['anon', 'authenticated'],
      reach: [
        { role: 'anon', relationsWithRights: 0, functions: 0 },
        { role: 'authenticated', relationsWithRights: 3, functions: 0 },
      ],
    },
  })
  await query(
    'create view office.roll as select id from public.students; grant select on office.roll to anon',
  )
  expect(await look(database, exposedPrivileges, { config })).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'view/office.roll',
        detail:
          "View office.roll (anon may select) asks with its owner's rights and shows what is otherwise hidden in public.students: `alter view office.roll set (security_invoker = on)`, or revoke the rights.",
        subject: { object: 'office.roll' },
      },
    ],
  })
  await query('alter view office.roll set (security_invoker = on)')
  expect(await found()).toBe('pass')
})

test('a view over a view is looked through; one that hides nothing is a warning; one without rights is none', async () => {
  await query(`
    create view office.inner_view as select id from public.students;
    create view office.outer_view as select id from office.inner_view;
    create view office.numbers as select 1 as one;
    grant select on office.outer_view, office.numbers to authenticated`)
  expect(await found()).toEqual({
    'view/office.numbers': 'warning',
    'view/office.outer_view': 'error',
  })
})

test('a view that asks its caller is looked through to what does not', async () => {
  await query(`
    create schema cellar;
    create view cellar.roll as select id from public.students;
    create table cellar.prices (price numeric);
    create table cellar.wages (id bigint);
    alter table cellar.wages enable row level security;
    create view office.a with (security_invoker = on) as select id from cellar.roll;
    create view office.b with (security_invoker = on) as select price from cellar.prices;
    create view office.c with (security_invoker = on) as select id from cellar.wages;
    grant select on all tables in schema office, cellar to anon`)
  expect(await found()).toEqual({
    'view/office.a/cellar.roll': 'error',
    'view/office.b/cellar.prices': 'error',
  })
  await query('revoke select on cellar.roll, cellar.prices from anon')
  expect(await found()).toBe('pass')
  await query('drop schema cellar cascade')
})

test('a right may come from everybody, on a column, or to write', async () => {
  await query(`
    create view office.a as select id from public.students;
    create view office.b as select id from public.students;
    create view office.c as select id from public.students;
    grant select on office.a to public;
    grant update on office.b to authenticated;
    grant select (id) on office.c to anon`)
  expect(await found()).toEqual({
    'view/office.a': 'error',
    'view/office.b': 'error',
    'view/office.c': 'error',
  })
  await query('revoke usage on schema office from anon, authenticated')
  expect(await found()).toBe('pass')
})

test('materialized views and foreign tables that the API serves', async () => {
  await query(`
    create materialized view office.roll as select id from public.students;
    create foreign data wrapper elsewhere;
    create server elsewhere foreign data wrapper elsewhere;
    create foreign table office.ledger (id bigint) server elsewhere;
    grant select on office.roll, office.ledger to authenticated`)
  expect(await found()).toEqual({
    'materialized-view/office.roll': 'error',
    'foreign-table/office.ledger': 'error',
  })
  await query('drop foreign data wrapper elsewhere cascade')
})

test('functions that act as their owner, and whoever has a search path that wanders', async () => {
  await query(`
    create function office.open_to_all() returns bigint language sql security definer
      set search_path = '' as 'select count(*) from public.students';
    create function office.for_signed_in(bigint) returns bigint language sql security definer
      set search_path = '' as 'select 1::bigint';
    revoke execute on function office.for_signed_in(bigint) from public;
    grant execute on function office.for_signed_in(bigint) to authenticated;
    create function office.closed() returns bigint language sql security definer
      as 'select 1::bigint';
    revoke execute on function office.closed() from public;
    create aggregate office.most(bigint) (sfunc = int8larger, stype = bigint);
    create function office.harmless() returns bigint language sql
      set search_path = '' as 'select 1::bigint';
    create function office.on_sign_up() returns trigger language plpgsql security definer
      set search_path = '' as 'begin return new; end';
    create function office.touch() returns trigger language plpgsql as 'begin return new; end'`)
  expect(await found()).toEqual({
    'function/office.open_to_all()': 'error',
    'function/office.for_signed_in(bigint)': 'warning',
    'search-path/office.closed()': 'error',
    'search-path/office.touch()': 'warning',
  })
})

test('policies that hold for every row', async () => {
  await query(`
    create table office.a (id bigint, owner uuid);
    alter table office.a enable row level security;
    grant insert, update on office.a to anon;
    create policy writes on office.a for insert with check (true);
    create policy no_right on office.a for delete using (1 = 1);
    create policy moves on office.a for update to authenticated using (id = 1) with check (true);
    create policy reads on office.a for select using (true);
    create policy narrows on office.a as restrictive for delete using (true);
    create policy for_others on office.a for all to service_role using (true);
    create policy own_rows on office.a for all to authenticated using (id = 7)`)
  expect(await found()).toEqual({
    'policy/office.a/writes': 'error',
    'policy/office.a/no_right': 'warning',
    'policy/office.a/moves': 'warning',
  })
  await query(
    'create policy stops on office.a as restrictive for insert to anon with check (false)',
  )
  expect(await found()).toMatchObject({ 'policy/office.a/writes': 'warning' })
})

/** What is found in a school that has Supabase's functions, of a table for each policy, in this order. */
async function foundWithPolicies(policies: string[]) {
  await query(`
    create schema auth;
    create function auth.uid() returns uuid language sql stable as 'select null::uuid';
    create function auth.role() returns text language sql stable as 'select null::text';
    create function auth.jwt() returns jsonb language sql stable as $$ select '{}'::jsonb $$;
    create function office.edits() returns boolean language sql stable set search_path = ''
      as $$ select (auth.jwt() -> 'user_metadata' ->> 'teacher')::boolean $$;
    create function office.may() returns boolean language sql stable set search_path = ''
      as $$ select (auth.jwt() -> 'app_metadata' ->> 'teacher')::boolean $$`)
  for (const [place, policy] of policies.entries()) {
    await query(`
      create table office.t${place} (id bigint not null, owner uuid, student_id bigint);
      alter table office.t${place} enable row level security;
      grant all on office.t${place} to anon, authenticated;
      create policy p on office.t${place} ${policy}`)
  }
  const seen = Object.entries(await found())
  await query('drop schema auth cascade')
  return policies.map((policy, place) => [
    policy,
    seen
      .filter(([key]) => key.split('/').includes(`office.t${place}`))
      .map(([key, severity]) => `${key.split('/')[0]} ${severity}`)
      .join(', '),
  ])
}

test('policies that hold for more than they seem to', async () => {
  const forAnybody = 'policy error, reading error'
  const forSignedIn = 'policy warning'
  const policies = [
    ['to anon using (2 > 1)', forAnybody],
    ['to anon using (true or id = 3)', forAnybody],
    ['using (id is not null)', forAnybody],
    ['using (id = id)', forAnybody],
    ['using (coalesce(true, false))', forAnybody],
    ["using (auth.role() = any (array['anon', 'authenticated']))", forAnybody],
    ["to anon using (auth.role() = 'anon')", forAnybody],
    ["using ('authenticated' = (select auth.role()))", forSignedIn],
    ["using (auth.jwt() ->> 'role' = 'authenticated')", forSignedIn],
    ["using (current_setting('request.jwt.claim.role', true) = 'authenticated')", forSignedIn],
    [
      "using (current_setting('request.jwt.claims', true)::json ->> 'sub' is not null)",
      forSignedIn,
    ],
    ["using (current_user = 'authenticated')", forSignedIn],
    ['using (auth.uid() is not null)', forSignedIn],
    ['using (office.edits())', 'user-metadata error'],
  ]
  expect(await foundWithPolicies(policies.map(([policy = '']) => policy))).toEqual(policies)
})

test('policies that say whose rows they are', async () => {
  const policies = [
    'using (owner = auth.uid())',
    'using (owner is null)',
    'using (owner is not null)',
    'using (owner = owner)',
    'using (coalesce(owner = auth.uid(), true))',
    'using (false)',
    'using (id = 1 or id = 2)',
    'using (office.may())',
    'using (exists (select from public.students))',
    "using (auth.role() = 'service_role')",
    "using ((select auth.jwt() ->> 'aal') = 'aal2')",
    "using (auth.jwt() -> 'app_metadata' ->> 'role' = 'teacher')",
    "using (current_setting('app.open', true) = 'yes')",
  ]
  const none = policies.map((policy) => [policy, ''])
  expect(await foundWithPolicies(policies)).toEqual(none)
})

test('a restrictive policy counts where it restricts, and what it restricts', async () => {
  await query(`
    create table office.a (id bigint, student_id bigint);
    alter table office.a enable row level security;
    grant all on office.a to anon;
    create policy opens on office.a to anon using (true);
    create policy restricts on office.a as restrictive to anon using (true)`)
  const open = { 'policy/office.a/opens': 'error', 'reading/office.a': 'error' }
  expect(await found()).toEqual(open)
  await query('drop policy restricts on office.a')
  await query(
    'create policy restricts on office.a as restrictive for delete to anon using (id = 1)',
  )
  expect(await found()).toEqual(open)
  await query('drop policy restricts on office.a')
  await query('create policy restricts on office.a as restrictive to anon using (id = 1)')
  expect(await found()).toEqual({ 'policy/office.a/opens': 'warning' })
})

test("the school's policies on the platform's storage", async () => {
  await query(`
    create schema storage create table objects (id bigint);
    alter table storage.objects enable row level security;
    create policy uploads on storage.objects for insert to anon with check (true);
    create policy own_files on storage.objects for select using (id = 1)`)
  expect(await found()).toEqual({ 'policy/storage.objects/uploads': 'warning' })
  await query('drop schema storage cascade')
})

test('a policy that asks no more than that somebody is signed in, and one that trusts what they edit', async () => {
  await query(`
    create schema auth;
    create function auth.role() returns text language sql stable set search_path = '' as 'select current_user::text';
    create function auth.jwt() returns jsonb language sql stable set search_path = '' as $$ select '{}'::jsonb $$;
    create table office.a (id bigint);
    alter table office.a enable row level security;
    create policy signed_in on office.a for delete to authenticated using (auth.role() = 'authenticated');
    create policy teachers on office.a for select to authenticated
      using (auth.jwt() -> 'user_metadata' ->> 'role' = 'teacher')`)
  expect(await found()).toEqual({
    'policy/office.a/signed_in': 'warning',
    'user-metadata/office.a/teachers': 'error',
  })
  await query('drop schema auth cascade')
})

test('rows about students that anybody may read', async () => {
  await query(`
    create table office.payments (student_id bigint);
    create table office.prices (price numeric);
    alter table office.payments enable row level security;
    alter table office.prices enable row level security;
    grant select on office.payments, office.prices to anon;
    create policy reads on office.payments for select to anon using (true);
    create policy reads on office.prices for select to anon using (true)`)
  expect(await found()).toEqual({ 'reading/office.payments': 'error' })
  const { evidence } = await look(database, exposedPrivileges, { config })
  expect(evidence.reach).toMatchObject([
    { role: 'anon', readsEveryRowOf: ['office.payments', 'office.prices'] },
    { role: 'authenticated' },
  ])
  await query('revoke select on office.payments from anon')
  expect(await found()).toBe('pass')
})

/** The keys that the query answers with, while what belongs to the whole server is otherwise. */
async function foundWith(change: string, schemas = ['public', 'office']) {
  await query('begin')
  try {
    await query(change)
    const values = [testNow, schemas, '{}']
    const { rows } = await database.session.query<{ key: string | null }>(sql, values)
    return rows.map(({ key }) => key)
  } finally {
    await query('rollback')
  }
}

test('roles that can more than they should', async () => {
  expect(await foundWith('alter role anon bypassrls')).toEqual(['role/anon'])
  expect(await foundWith('grant rollcall_reader to authenticated')).toContain('role/authenticated')
  expect(await foundWith('grant pg_read_all_data to anon')).toContain('role/anon')
  expect(await foundWith('create role harmless; grant harmless to anon')).toEqual([null])
})

test('a schema that is served by a setting of the API counts', async () => {
  await query('create view office.roll as select id from public.students')
  await query('grant select on office.roll to anon')
  expect(await foundWith('select', ['public'])).toEqual([null])
  const set = "alter role authenticator set pgrst.db_schemas = 'public, office'"
  expect(await foundWith(`create role authenticator; ${set}`, ['public'])).toEqual([
    'view/office.roll',
  ])
})

test('a schema in which they may create, and one of the platform that is served', async () => {
  await query('grant create on schema office to authenticated')
  expect(await found()).toEqual({ 'schema/office': 'warning' })
  await query('revoke create on schema office from authenticated')
  expect(await found({ config: { exposedSchemas: ['public', 'rollcall'] } })).toEqual({
    'schema/rollcall': 'error',
  })
})

test('an extension among what the API serves', async () => {
  await query('create extension citext schema office')
  expect(await found()).toEqual({ 'extension/citext': 'warning' })
  await query('drop extension citext')
})

test('an extension of which the server brings a newer version', async () => {
  await query("create schema cellar; create extension hstore version '1.4' schema cellar")
  expect(await found()).toEqual({ 'extension-version/hstore': 'warning' })
  await query('alter extension hstore update')
  expect(await found()).toBe('pass')
  await query('drop extension hstore; drop schema cellar')
})

test('what is published on purpose is no finding, and a reason for nothing is told', async () => {
  await query('create materialized view office.timetable as select 1 as one')
  await query('grant select on office.timetable to anon')
  const published = {
    'materialized-view/office.timetable': 'the web site shows it',
    'view/office.gone': 'no longer there',
    'network/0.0.0.0/0': 'for another check',
  }
  expect(
    await look(database, exposedPrivileges, { config: { ...config, published } }),
  ).toMatchObject({
    state: 'pass',
    evidence: {
      published: ['materialized-view/office.timetable'],
      publishedNotFound: ['view/office.gone'],
    },
  })
})

test('the owner has tried, the role that looks has not, and what is to come is told', async () => {
  await query('alter default privileges in schema office grant select on tables to anon')
  const owner = await lookAs(database.url, exposedPrivileges, { config })
  expect(owner.evidence).toMatchObject({
    lookedAs: { triedAs: ['anon', 'authenticated'], reads: 8, succeeded: 3 },
    defaultPrivileges: [{ schema: 'office', to: 'anon', privilege: 'SELECT' }],
  })
  const looker = await lookAs(database.as('looker'), exposedPrivileges, { config })
  expect(looker.evidence).toMatchObject({ lookedAs: { role: 'looker', triedAs: [], reads: 0 } })
})

test('hostile names stay names', async () => {
  await query('create view office."a\u001b[2J\u202e" as select id from public.students')
  await query('grant select on office."a\u001b[2J\u202e" to anon')
  expect(await found()).toEqual({ 'view/office.U&"a\\001b[2J\\202e"': 'error' })
})

test('where the schemas hold nothing there is nothing to look at', async () => {
  const nowhere = { exposedSchemas: ['nowhere'] }
  expect(await look(database, exposedPrivileges, { config: nowhere })).toMatchObject({
    state: 'unknown',
  })
})
