import { allChecks } from '@rollcall/core'
import { expect, test } from 'vitest'
import { look } from '../look.ts'
import { scratchDatabase } from '../scratch-database.ts'
import { lints } from './advisors.ts'
import { supabase } from './supabase.ts'

const database = scratchDatabase()

type Advice = {
  name: string
  level: string
  detail: string
  categories: string[]
  metadata: { schema?: string; name: string; policy_name?: string }
}

/** What Supabase's own linter says of a database, from a level on. */
async function advisors(url: string, level = 'warn'): Promise<Advice[]> {
  const { results } = await supabase<{ results: Advice[] }>(url, [
    'db',
    'advisors',
    '--type',
    'all',
    '--level',
    level,
  ])
  return results
}

test("Supabase's advisors find nothing in the schema that rollcall migrate makes", async () => {
  expect(await advisors(database.url)).toEqual([])
})

test('and would see a table without row level security', async () => {
  await database.session.query(
    'create table public.open_to_all (id bigint primary key); grant select on public.open_to_all to anon',
  )
  const found = await advisors(database.url)
  expect(found.map(({ name }) => name)).toContain('rls_disabled_in_public')
  await database.session.query('drop table public.open_to_all')
})

/** One object for each thing that the advisors know, as a school may have it. */
const exposed = `
  create schema auth;
  create function auth.jwt() returns jsonb language sql stable as $$ select '{}'::jsonb $$;
  create table auth.users (id uuid primary key, email text);
  create table public.a_table (id bigint primary key, password text);
  create policy reads on public.a_table using (true);
  create table public.b_table (id bigint primary key);
  alter table public.b_table enable row level security;
  create policy writes on public.b_table for all using (true);
  create policy teachers on public.b_table for select
    using (auth.jwt() -> 'user_metadata' ->> 'role' = 'teacher');
  create table public.c_table (id bigint primary key);
  alter table public.c_table enable row level security;
  create view public.a_view as select id from public.c_table;
  create view public.b_view as select email from auth.users;
  create view public.c_view with (security_invoker = true) as select email from auth.users;
  create materialized view public.a_sum as select count(*) from public.c_table;
  create function public.a_function() returns trigger language plpgsql as 'begin return new; end';
  create extension citext schema public;
  create foreign data wrapper elsewhere;
  create server elsewhere foreign data wrapper elsewhere;
  create foreign table public.a_ledger (id bigint) server elsewhere;
  grant select on all tables in schema public to anon`

/** What Supabase's advisors say, from a level on, that none of our findings says of the same object. */
async function unknownToUs(level: string, lookedFor: string[]): Promise<Advice[]> {
  const theirs = (await advisors(database.url, level)).filter(
    ({ metadata }) => metadata.schema !== 'auth',
  )
  const names = new Set(theirs.map(({ name }) => name))
  expect(lookedFor.filter((name) => !names.has(name))).toEqual([])
  expect([...names].filter((name) => !lints.some((lint) => lint.name === name))).toEqual([])
  const keys = await ourKeys()
  return theirs.filter(({ name, metadata }) => {
    const beginning = lints.find((lint) => lint.name === name)?.key
    const object = `${metadata.schema}.${metadata.name}`
    return !keys.some((key) => beginning && key.startsWith(beginning.replace('…', object)))
  })
}

async function ourKeys(): Promise<string[]> {
  const verdicts = await Promise.all(
    allChecks
      .filter(({ id }) => lints.some(({ check }) => check === id))
      .map((check) => look(database, check)),
  )
  return verdicts.flatMap((verdict) =>
    verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : [],
  )
}

test('what they find in a schema that is open, ours find too', async () => {
  await database.session.query(exposed)
  const unknown = await unknownToUs('warn', [
    'auth_users_exposed',
    'extension_in_public',
    'foreign_table_in_api',
    'function_search_path_mutable',
    'materialized_view_in_api',
    'policy_exists_rls_disabled',
    'rls_disabled_in_public',
    'rls_policy_always_true',
    'rls_references_user_metadata',
    'security_definer_view',
    'sensitive_columns_exposed',
  ])
  expect(unknown).toEqual([])
})

/** What costs more than it must, stops an upgrade or is no table's key: each as a school may have it. */
const costly = `
  drop table public.a_table, public.b_table;
  create function auth.uid() returns uuid language sql stable as 'select null::uuid';
  alter table auth.users add column phone text unique;
  create table public.d_table (id bigint primary key, owner uuid, phone text references auth.users (phone));
  create policy by_owner on public.d_table using (auth.uid() = owner);
  create table public.e_table (id bigint primary key, owner uuid);
  create policy by_token on public.e_table to authenticated
    using (owner::text = (select auth.jwt() ->> 'sub'));
  create policy by_setting on public.e_table to authenticated
    with check (owner::text = current_setting('app.owner'));
  create policy by_everybody on public.e_table for delete using (id = 1);
  create policy of_ours on public.students for select using (id = 1);
  create table public.f_table (language regconfig);
  create table public.g_table (id bigint primary key, name text);
  create index g_table_name on public.g_table (name);
  create index g_table_name_again on public.g_table (name);
  alter table public.d_table enable row level security;
  alter table public.e_table enable row level security;
  alter table public.f_table enable row level security;
  alter table public.g_table enable row level security`

test('what they find that costs or stops something, ours find too, but for what waits for a size or an age', async () => {
  await database.session.query(costly)
  const unknown = await unknownToUs('info', [
    'auth_rls_initplan',
    'duplicate_index',
    'fkey_to_auth_unique',
    'multiple_permissive_policies',
    'no_primary_key',
    'unsupported_reg_types',
  ])
  const waiting = ['rls_enabled_no_policy', 'unindexed_foreign_keys', 'unused_index']
  expect(unknown.filter(({ name }) => !waiting.includes(name))).toEqual([])
})
