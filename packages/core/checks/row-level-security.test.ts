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
