import { afterAll, beforeAll, expect, test } from 'vitest'
import { withSession } from '../connect.ts'
import { type EmbeddedServer, startEmbeddedServer } from '../embedded/server.ts'
import { createScratch } from '../scratch.ts'
import { makeOwnerOrdinary } from './ordinary-owner.ts'

let server: EmbeddedServer
let superuser: (database?: string) => string
beforeAll(async () => {
  server = await startEmbeddedServer()
  superuser = await makeOwnerOrdinary(server)
})
afterAll(() => server.stop())

test.each([
  "copy (select 1) to program 'cat >/dev/null'",
  "select pg_read_file('PG_VERSION')",
  'create function public.f() returns void language internal as $$pg_reload_conf$$',
  'grant pg_execute_server_program to postgres',
  'alter role postgres superuser',
])("functions of somebody's database can't reach this machine: %s", async (sql) => {
  await withSession(server.url(), {}, (session) =>
    expect(session.query(sql)).rejects.toMatchObject({ code: '42501' }),
  )
  // It is the role that can't, and not the statement that is wrong.
  const allowed = withSession(superuser(), {}, async (session) => {
    await session.query('begin')
    await session.query(sql)
    await session.query('rollback')
  })
  await expect(allowed).resolves.toBeUndefined()
})

test('and yet the owner makes roles, acts for them and passes over row level security', async () => {
  const { url } = await createScratch(server.url())
  await withSession(url, {}, async (session) => {
    await session.query(
      `create role teacher nologin;
       create table public.mine (id integer);
       insert into public.mine values (1);
       grant create on schema public to teacher;
       alter table public.mine owner to teacher;
       alter table public.mine enable row level security;
       alter table public.mine force row level security;
       set session_replication_role = replica`,
    )
    const { rows } = await session.query('select id from public.mine')
    expect(rows).toEqual([{ id: 1 }])
  })
})
