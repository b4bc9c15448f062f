import { look, scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { recordRun } from '../run-history.ts'
import { rowLevelSecurity } from './row-level-security.ts'

const database = scratchDatabase()

test('is clear, finds an open table, and is clear when it is closed', async () => {
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'pass',
    evidence: { examined: 4, closed: 4 },
  })
  await database.session.query('create table public.payment_notes (id bigint primary key)')
  await database.session.query('grant select, insert on public.payment_notes to anon')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'table/public.payment_notes',
        detail: expect.stringContaining('(anon may insert/select)'),
      },
    ],
  })
  await database.session.query('alter table public.payment_notes enable row level security')
  expect(await look(database, rowLevelSecurity)).toMatchObject({ state: 'pass' })
  await database.session.query('drop table public.payment_notes')
})

test('looks at our own tables as at any other, and at partitions', async () => {
  await database.session.query('alter table public.classes disable row level security')
  await database.session.query('create table public.visits (day date) partition by range (day)')
  await database.session.query(
    "create table public.visits_2026 partition of public.visits for values from ('2026-01-01') to ('2027-01-01')",
  )
  const verdict = await look(database, rowLevelSecurity)
  expect(verdict.state === 'fail' && verdict.findings.map(({ key }) => key)).toEqual([
    'table/public.classes',
    'table/public.visits',
    'table/public.visits_2026',
  ])
  await database.session.query('alter table public.classes enable row level security')
  await database.session.query('drop table public.visits')
})

test('names the tables that came after the last look', async () => {
  const keep = async (now: string) => {
    const verdict = await look(database, rowLevelSecurity, { now })
    const run = { checklist: 'monthly', environment: 'production', startedAt: now, now }
    await recordRun(database.session, run, [verdict], now)
  }
  await database.session.query('create table public.older (id bigint)')
  await keep('2026-02-11T11:00:00.000Z')
  await database.session.query('create table public.newer (id bigint)')
  const verdict = await look(database, rowLevelSecurity)
  expect(verdict).toMatchObject({
    state: 'fail',
    findings: [
      { key: 'table/public.newer' },
      { key: 'table/public.older', detail: expect.not.stringContaining('came after') },
    ],
    evidence: { newSinceLastLook: ['public.newer'] },
  })
  expect(verdict.state === 'fail' && verdict.findings[0]?.detail).toContain(
    'which came after the look of 2026-02-11: ',
  )
  await keep('2026-03-11T10:00:00.000Z')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    evidence: { newSinceLastLook: [] },
  })
  await database.session.query('drop table public.newer, public.older')
})

test('leaves schemas alone that the API does not serve', async () => {
  await database.session.query('create schema backstage create table notes (id bigint)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({ state: 'pass' })
  expect(
    await look(database, rowLevelSecurity, { config: { exposedSchemas: ['public', 'backstage'] } }),
  ).toMatchObject({ state: 'fail', findings: [{ key: 'table/backstage.notes' }] })
})

test('a hostile name stays a name', async () => {
  await database.session.query('create table public."x"";drop table students;--" (id bigint)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    findings: [{ key: 'table/public."x"";drop table students;--"' }],
  })
  await database.session.query('drop table public."x"";drop table students;--"')
})

test('tells of rights that are given to everybody, or on a column only', async () => {
  await database.session.query('create table public.price_list (id bigint, price numeric)')
  await database.session.query('grant insert on public.price_list to public')
  await database.session.query('grant update (price) on public.price_list to authenticated')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    findings: [
      { detail: expect.stringContaining('(anon may insert, authenticated may insert/update)') },
    ],
  })
  await database.session.query('drop table public.price_list')
})

test('rights that no policy opens are safe, and told', async () => {
  await database.session.query(
    'create policy own on public.students to authenticated using (false)',
  )
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'pass',
    evidence: {
      rightsWithoutPolicy: [
        { table: 'public.classes', role: 'authenticated', privileges: 'select' },
        { table: 'public.courses', role: 'authenticated', privileges: 'select' },
      ],
      schemasNotThere: ['graphql_public'],
    },
  })
  await database.session.query('drop policy own on public.students')
})

test('no more than a hundred policies are listed', async () => {
  await database.session.query(
    `do $$ begin
       for n in 1..101 loop execute format('create policy p%s on public.courses using (false)', n); end loop;
     end $$`,
  )
  const { evidence } = await look(database, rowLevelSecurity)
  expect(evidence.policies).toHaveLength(100)
  await database.session.query(
    `do $$ begin
       for n in 1..101 loop execute format('drop policy p%s on public.courses', n); end loop;
     end $$`,
  )
})

test('control characters in a name are escaped, and the name can still be pasted', async () => {
  await database.session.query('create table public."a\u001b[2Jb\u202e\\c""d" (id bigint)')
  const key = 'table/public.U&"a\\001b[2Jb\\202e\\005cc\\0022d"'
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    findings: [{ key }],
  })
  await database.session.query(`drop ${key.replace('/', ' ')}`)
  expect(await look(database, rowLevelSecurity)).toMatchObject({ state: 'pass' })
})

test('where the schemas hold no table there is nothing to look at', async () => {
  const config = { exposedSchemas: ['nowhere'] }
  expect(await look(database, rowLevelSecurity, { config })).toMatchObject({ state: 'unknown' })
})

test('policies on a table whose row level security is off are a trap, in any schema', async () => {
  await database.session.query('create schema kitchen create table recipes (id bigint)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({ state: 'pass' })
  await database.session.query('create policy cooks on kitchen.recipes using (true)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    findings: [
      {
        key: 'table/kitchen.recipes',
        detail:
          'Row level security is off on kitchen.recipes, though it has policies (cooks): `alter table kitchen.recipes enable row level security`, or drop them.',
      },
    ],
  })
  await database.session.query('drop schema kitchen cascade')
  await database.session.query('create table public.menu (id bigint)')
  await database.session.query('create policy cooks on public.menu using (true)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    findings: [{ key: 'table/public.menu', detail: expect.stringContaining('do nothing yet') }],
  })
  await database.session.query('drop table public.menu')
  expect(await look(database, rowLevelSecurity)).toMatchObject({ state: 'pass' })
})

test('a table that belongs to whom it should be closed is open to them, unless it is forced', async () => {
  await database.session.query('create table public.drafts (id bigint)')
  await database.session.query('alter table public.drafts enable row level security')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'pass',
    evidence: {
      examined: 5,
      forced: 0,
      views: 0,
      withoutPolicy: expect.arrayContaining(['public.drafts']),
    },
  })
  await database.session.query('alter table public.drafts owner to authenticated')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    findings: [{ key: 'owner/public.drafts' }],
  })
  await database.session.query('alter table public.drafts force row level security')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'pass',
    evidence: { forced: 1 },
  })
  await database.session.query('drop table public.drafts')
})

test("what the platform owns is the platform's business", async () => {
  await database.session.query('create schema storage create table objects (id bigint)')
  const config = { exposedSchemas: ['public', 'storage'] }
  expect(await look(database, rowLevelSecurity, { config })).toMatchObject({
    state: 'pass',
    evidence: { examined: 4, schemas: 'public' },
  })
  await database.session.query('drop schema storage cascade')
})

const query = (sql: string) => database.session.query(sql)
const found = async () => {
  const verdict = await look(database, rowLevelSecurity)
  return verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
}

/** Supabase's own functions, and a table of the school's with row level security. */
async function homework() {
  await query(`
    create schema auth;
    create function auth.uid() returns uuid language sql stable as 'select null::uuid';
    create function auth.jwt() returns jsonb language sql stable as 'select null::jsonb';
    create table public.homework (id bigint primary key, owner uuid);
    alter table public.homework enable row level security`)
}
const tidyUp = () => query('drop table public.homework; drop schema auth cascade')

test('a policy that asks anew for each row who is asking, and is clear when it asks once', async () => {
  await homework()
  await query('create policy own on public.homework to authenticated using (auth.uid() = owner)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'policy/public.homework/own',
        detail:
          'Policy own on public.homework calls auth.uid() in a way that Postgres may work out anew for each row that it reads: write `(select auth.uid())`, which it works out once.',
        subject: { table: 'public.homework' },
      },
    ],
  })
  await query('alter policy own on public.homework using ((select auth.uid()) = owner)')
  expect(await found()).toBe('pass')
  await tidyUp()
})

test.each([
  ["using (auth.jwt() ->> 'role' = 'teacher')", true],
  ["using ((select auth.jwt()) ->> 'role' = 'teacher')", false],
  ["using (current_setting('app.owner', true)::uuid = owner)", true],
  ["using ((select current_setting('app.owner', true))::uuid = owner)", false],
  ['using (true) with check (owner = auth.uid())', true],
  ['using ((select auth.uid()) = owner) with check (auth.uid() = owner)', true],
  ['using ((select auth.uid()) = owner or auth.uid() is null)', true],
  ['using (exists (select from public.students as s where s.email = auth.uid()::text))', true],
  ['using (id = 1)', false],
])('of a policy %s that is so: %s', async (conditions, costly) => {
  await query('alter table public.students add column if not exists email text')
  await homework()
  await query(`create policy own on public.homework to authenticated ${conditions}`)
  expect(await found()).toEqual(costly ? ['policy/public.homework/own'] : 'pass')
  // What is switched off is asked by nobody.
  await query('alter table public.homework disable row level security')
  expect(await found()).toEqual(['table/public.homework'])
  await tidyUp()
})

test('several permissive policies for one command and role, and is clear when they are one', async () => {
  await homework()
  await query('create policy own on public.homework to authenticated using (id = 1)')
  await query('create policy staff on public.homework for select to authenticated using (id = 2)')
  expect(await look(database, rowLevelSecurity)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'policies/public.homework',
        detail:
          'Several permissive policies on public.homework hold for one command and role, and Postgres works out each of them for the rows that it reads: own, staff for select by authenticated. Make one of them, their conditions joined with `or`, or let `to` name other roles for each.',
      },
    ],
  })
  await query('drop policy staff on public.homework')
  await query('alter policy own on public.homework using (id = 1 or id = 2)')
  expect(await found()).toBe('pass')
  await tidyUp()
})

test.each([
  ['for the same command', 'for select using (id = 2)', true],
  ['for everybody', 'using (id = 2)', true],
  ['for a role beside others', 'for update to anon, authenticated using (id = 2)', true],
  ['for another command', 'for select to authenticated using (id = 2)', true],
  ['for another role', 'to anon using (id = 2)', false],
  ['that restricts', 'as restrictive to authenticated using (id = 2)', false],
])(
  'of a policy beside one for authenticated, %s: %s that is so: %s',
  async (_what, other, several) => {
    await homework()
    await query('create policy own on public.homework to authenticated using (id = 1)')
    await query(`create policy other on public.homework ${other}`)
    expect(await found()).toEqual(several ? ['policies/public.homework'] : 'pass')
    await tidyUp()
  },
)

test('a role that no policy holds back pays for none', async () => {
  await query('create role unlimited bypassrls; create role supabase_invented_admin')
  await homework()
  for (const name of ['own', 'other']) {
    await query(
      `create policy ${name} on public.homework to unlimited, supabase_invented_admin using (id = 1)`,
    )
  }
  expect(await found()).toBe('pass')
  await query('alter policy own on public.homework to public')
  expect(await found()).toBe('pass')
  await query('alter policy other on public.homework to public')
  expect(await found()).toEqual(['policies/public.homework'])
  await tidyUp()
  await query('drop role unlimited, supabase_invented_admin')
})

test('a policy for insert beside one for select costs nothing', async () => {
  await homework()
  await query('create policy reads on public.homework for select using (id = 1)')
  await query('create policy adds on public.homework for insert with check (id = 1)')
  expect(await found()).toBe('pass')
  await tidyUp()
})

test("what it costs to ask is told of a policy for the platform's Realtime, and of nothing else there", async () => {
  await homework()
  await query(`
    create schema realtime create table messages (id bigint);
    create schema storage create table objects (owner uuid);
    alter table realtime.messages enable row level security;
    alter table storage.objects enable row level security;
    create policy listens on realtime.messages for select using (auth.uid() is not null);
    create policy speaks on realtime.messages for select using (id = 1);
    create policy own_files on storage.objects using (owner = auth.uid());
    create policy all_files on storage.objects using (owner is null)`)
  expect(await found()).toEqual(['policy/realtime.messages/listens'])
  await query('drop schema realtime, storage cascade')
  await tidyUp()
})

test("the school's queues are served through the functions of another schema, if that is served", async () => {
  await query(`
    create schema pgmq;
    create schema pgmq_public;
    create table pgmq.q_reminders (id bigint);
    create table pgmq.meta (id bigint)`)
  expect(await found()).toBe('pass')
  const config = { exposedSchemas: ['public', 'pgmq_public'] }
  expect(await look(database, rowLevelSecurity, { config })).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [{ key: 'table/pgmq.q_reminders' }],
  })
  await query('alter table pgmq.q_reminders enable row level security')
  expect(await look(database, rowLevelSecurity, { config })).toMatchObject({ state: 'pass' })
  await query('drop schema pgmq, pgmq_public cascade')
})
