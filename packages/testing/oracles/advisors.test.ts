import { allChecks } from '@rollcall/core'
import { expect, test } from 'vitest'
import { look } from '../look.ts'
import { scratchDatabase } from '../scratch-database.ts'
import { supabase } from './supabase.ts'

const database = scratchDatabase()

type Advice = {
  name: string
  level: string
  detail: string
  categories: string[]
  metadata: { schema?: string; name: string; policy_name?: string }
}

/** What Supabase's own linter says of a database. */
async function advisors(url: string): Promise<Advice[]> {
  const { results } = await supabase<{ results: Advice[] }>(url, [
    'db',
    'advisors',
    '--type',
    'all',
    '--level',
    'warn',
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

test('what they find in a schema that is open, ours find too', async () => {
  await database.session.query(exposed)
  const ours = await Promise.all(
    ['exposed-privileges', 'row-level-security'].map(async (id) => {
      const check = allChecks.find((each) => each.id === id)
      const verdict = check && (await look(database, check))
      return verdict?.state === 'fail' ? verdict.findings.map(({ key }) => key) : []
    }),
  )
  const theirs = (await advisors(database.url)).filter(({ categories }) =>
    categories.includes('SECURITY'),
  )
  const known = (advice: Advice) =>
    ours.flat().some((key) => key.includes(advice.metadata.name) && !key.startsWith('reading/'))
  expect(new Set(theirs.map(({ name }) => name)).size).toBeGreaterThanOrEqual(9)
  expect(theirs.filter((advice) => !known(advice))).toEqual([])
})
