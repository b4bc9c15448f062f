import { randomBytes } from 'node:crypto'
import {
  createScratch,
  type EmbeddedServer,
  type ScratchDatabase,
  type Session,
  startEmbeddedServer,
  withSession,
} from '@rollcall/database'
import { olderServers } from '@rollcall/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Context } from '../kind.ts'
import { breakAtEveryQuery, contextAt } from './context-for-tests.ts'
import { role } from './role.ts'
import type { RoleInputs } from './role-inputs.ts'

const run = randomBytes(4).toString('hex')
const named = (name: string) => `t${run}_${name}`
const owner = named('owner')
const group = named('group')
const others = named('others')

/** As the frame hands them over: complete and settled. */
async function settled(given: Partial<RoleInputs> & { name: string }): Promise<RoleInputs> {
  const prepared = await role.prepare?.(
    role.inputs.parse(given),
    contextAt('postgres://nowhere/none'),
  )
  if (!prepared || 'failures' in prepared) throw new Error(JSON.stringify(prepared))
  return prepared.inputs
}

async function faults(given: Partial<RoleInputs>): Promise<string[]> {
  const inputs = role.inputs.parse({ name: 'teacher', ...given })
  const prepared = await role.prepare?.(inputs, contextAt('postgres://nowhere/none'))
  return prepared && 'failures' in prepared
    ? prepared.failures.map(({ property, reason }) => `${property} ${reason}`)
    : []
}

describe.each([undefined, ...olderServers])('a role (on %s)', (installation) => {
  let server: EmbeddedServer | undefined
  let database: ScratchDatabase
  let address = ''
  let context: ReturnType<typeof contextAt>

  const asSuperuser = <T>(use: (session: Session) => Promise<T>) =>
    withSession(database.url, {}, use)
  const sql = (statement: string) => asSuperuser((session) => session.query(statement))
  const asOwner = (statement: string) =>
    withSession(address, {}, (session) => session.query(statement))

  // As on Supabase the owner is no superuser.
  beforeAll(async () => {
    server = installation ? await startEmbeddedServer({ installation }) : undefined
    const url = server?.url() ?? inject('server')
    database = await createScratch(url)
    await sql(`
      create role "${owner}" login createrole password 'deploys';
      create role "${group}"; create role "${others}";
      grant "${group}" to "${owner}" with admin option;`)
    const name = new URL(database.url).pathname.slice(1)
    await withSession(url, {}, (session) =>
      session.query(`alter database ${name} owner to "${owner}"`),
    )
    address = Object.assign(new URL(database.url), { username: owner, password: 'deploys' }).href
    context = contextAt(address)
    await sql('create table public.others (id int)')
    await asOwner(`
      create schema app;
      create table app.students (id int);
      create table app."Odd ""name""" (id int);
      create sequence app.numbers;
      create function app.add(a int, b numeric) returns int language sql as 'select 1';
      create procedure app.tidy() language sql as 'select 1';`)
  })
  afterAll(async () => {
    const { rows } = await asSuperuser((session) =>
      session.query<{ name: string }>(
        'select quote_ident(rolname) as name from pg_roles where rolname like $1 order by rolname = $2',
        [`t${run}\\_%`, owner],
      ),
    )
    for (const { name } of rows) await sql(`drop owned by ${name} cascade`)
    const url = server?.url() ?? inject('server')
    await database.drop()
    for (const { name } of rows) {
      await withSession(url, {}, (session) => session.query(`drop role ${name}`))
    }
    await server?.stop()
  })

  const logsIn = (name: string, password: string) =>
    context.sessionAs({ role: name, password }, async () => true).catch(() => false)
  const readOf = async (name: string, before?: Awaited<ReturnType<typeof stateOf>>) =>
    role.read(name, before, context)
  const stateOf = async (inputs: RoleInputs, use: Context = context) => {
    const { outputs } = await role.create(inputs, use)
    return { ...inputs, ...outputs }
  }

  const everything = async (name: string) =>
    settled({
      name: named(name),
      password: 'correct horse battery',
      memberOf: [group],
      connectionLimit: 7,
      grants: [
        {
          on: 'table',
          privileges: ['SELECT', 'insert'],
          objects: ['App.students', 'app."Odd ""name"""'],
        },
        { on: 'sequence', privileges: ['usage'], objects: ['app.*'] },
        {
          on: 'function',
          privileges: ['execute'],
          objects: ['app.add(int,numeric)', 'app.tidy()'],
        },
        { on: 'schema', privileges: ['usage'], objects: ['app'] },
        {
          on: 'database',
          privileges: ['temporary'],
          objects: [new URL(database.url).pathname.slice(1)],
        },
      ],
    })

  test('is made as the program says, reads as it was made, and a second time nothing changes', async () => {
    const inputs = await everything('whole')
    const state = await stateOf(inputs)
    expect(state.made).toBe(true)
    expect(await logsIn(inputs.name, 'correct horse battery')).toBe(true)
    expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    expect(await role.create(inputs, context)).toEqual({
      id: inputs.name,
      outputs: { made: true, had: state.had, url: state.url },
    })
    await role.delete(inputs.name, state, context)
    expect(await readOf(inputs.name, state)).toBeUndefined()
    await role.delete(inputs.name, state, context)
    expect(context.said).toEqual([])
  })

  test('shows everything that was changed by hand, and is brought back', async () => {
    const inputs = await everything('drifted')
    const name = inputs.name
    const state = await stateOf(inputs)
    await asOwner(`
      alter role "${name}" nologin connection limit 3;
      revoke insert on app.students from "${name}";
      revoke usage on schema app from "${name}";
      grant delete on app.students to "${name}";
      grant select on app.numbers to "${name}" with grant option;
      revoke "${group}" from "${name}"`)
    const found = await readOf(name, state)
    expect(found?.inputs).toMatchObject({ login: false, connectionLimit: 3, memberOf: [] })
    const listed = found?.inputs.grants.map(
      ({ on, objects, privileges }) => `${privileges} on ${on} ${objects}`,
    )
    expect(listed).toContain('delete,select on table app.students')
    expect(listed).toContain('select,select with grant option on sequence app.numbers')
    expect(listed).not.toContain('usage on schema app')
    await asOwner(`grant "${group}" to "${name}" with admin option`)
    const memberOf = [group, `${group} with admin option`]
    expect((await readOf(name, state))?.inputs.memberOf).toEqual(memberOf)
    const drifted = { ...state, ...found?.inputs, ...found?.outputs, memberOf }
    const outputs = await role.update(name, drifted, inputs, context)
    expect((await readOf(name, { ...inputs, ...outputs }))?.inputs).toEqual(inputs)
    await role.delete(name, { ...inputs, ...outputs }, context)
  })

  test('inherits from what it is a member of, also where somebody has switched that off', async () => {
    const inputs = await settled({ name: named('member'), memberOf: [group] })
    const state = await stateOf(inputs)
    // Postgres 15 knows no such membership.
    await asOwner(`
      do $$ begin
        if current_setting('server_version_num')::int >= 160000 then
          execute 'grant "${group}" to "${inputs.name}" with inherit false';
        else
          revoke "${group}" from "${inputs.name}";
        end if;
      end $$`)
    expect((await readOf(inputs.name, state))?.inputs.memberOf).toEqual([])
    await role.update(inputs.name, { ...state, memberOf: [] }, inputs, context)
    expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    await role.delete(inputs.name, state, context)
  })

  test('shows a password that was changed by hand, and one that has run out, and sets it again', async () => {
    const inputs = await settled({ name: named('pass'), password: 'correct horse battery' })
    const state = await stateOf(inputs)
    for (const change of ["password 'other'", "valid until '2001-01-01'", 'password null']) {
      await asOwner(`alter role "${inputs.name}" ${change}`)
      const found = await readOf(inputs.name, state)
      expect(found?.inputs).toEqual({ ...inputs, password: undefined })
      await role.update(inputs.name, { ...state, password: undefined }, inputs, context)
      expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    }
    await role.delete(inputs.name, state, context)
  })

  test('sets the password again with the login, without which nobody can see whether it is right', async () => {
    const inputs = await settled({ name: named('shut'), password: 'correct horse battery' })
    const state = await stateOf(inputs)
    await asOwner(`alter role "${inputs.name}" nologin password 'other'`)
    const found = await readOf(inputs.name, state)
    expect(found?.inputs).toEqual({ ...inputs, login: false })
    await role.update(inputs.name, { ...state, ...found?.inputs }, inputs, context)
    expect(await logsIn(inputs.name, 'correct horse battery')).toBe(true)
    await role.delete(inputs.name, state, context)
  })

  test('takes only a refusal for a wrong password, and says when it could not see', async () => {
    const inputs = await settled({
      name: named('blind'),
      password: 'correct horse battery',
      connectionLimit: 0,
    })
    const state = await stateOf(inputs)
    const use = contextAt(address)
    expect((await role.read(inputs.name, state, use))?.inputs.password).toBe(
      'correct horse battery',
    )
    expect(use.said).toEqual([expect.stringMatching(/could not be seen: .*connection/)])
    const away = { ...use, sessionAs: contextAt('postgres://127.0.0.1:1/none').sessionAs }
    expect((await role.read(inputs.name, state, away))?.inputs.password).toBe(
      'correct horse battery',
    )
    expect(use.said.join(' ')).not.toContain('correct horse')
    await role.delete(inputs.name, state, context)
  })

  test('keeps the password out of what the server is told', async () => {
    const inputs = await settled({ name: named('quiet'), password: 'unheard-of-6031' })
    const state = await stateOf(inputs)
    const { rows } = await asSuperuser((session) =>
      session.query<{ query: string }>(
        `select query from extensions.pg_stat_statements where query like '%' || $1 || '%'`,
        [inputs.name],
      ),
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map(({ query }) => query).join('\n')).not.toContain('unheard-of')
    const refusedAs = await role
      .create({ ...inputs, memberOf: [named('nobody')] }, context)
      .catch(String)
    expect(refusedAs).toMatch(/memberOf/)
    expect(refusedAs).not.toContain('unheard-of')
    await role.delete(inputs.name, state, context)
  })

  test('takes over one that is there, and never takes from it what it had', async () => {
    const name = named('adopted')
    await asOwner(`
      create role "${name}" connection limit 5;
      comment on role "${name}" is 'For the web site.';
      grant "${group}" to "${name}";
      grant select, update on app.students to "${name}"`)
    const inputs = await settled({
      name,
      password: 'correct horse battery',
      memberOf: [group],
      grants: [{ on: 'table', privileges: ['select', 'insert'], objects: ['app.students'] }],
    })
    const state = await stateOf(inputs)
    expect(state).toMatchObject({
      made: false,
      had: {
        login: false,
        connectionLimit: 5,
        memberOf: [group],
        grants: ['select on table app.students'],
      },
    })
    expect((await readOf(name, state))?.inputs).toEqual(inputs)
    // As after a run that was cut off before Pulumi wrote the state down.
    expect(await stateOf(inputs)).toEqual(state)
    const fewer = await settled({ name, password: 'correct horse battery' })
    const bare = { ...fewer, ...(await role.update(name, state, fewer, context)) }
    expect(await heldOn(name, 'app.students')).toEqual(['SELECT', 'UPDATE'])
    const after = { ...inputs, ...(await role.update(name, bare, inputs, context)) }
    expect(after).toEqual(state)
    const use = contextAt(address)
    await role.delete(name, after, use)
    expect(use.said).toEqual([
      `Role ${name} stays, without a login and a password, because it was there before.`,
    ])
    expect(await heldOn(name, 'app.students')).toEqual(['SELECT', 'UPDATE'])
    expect(await commentOn(name)).toBe('For the web site.')
    const imported = await role.read(name, undefined, context)
    expect(imported).toEqual({
      inputs: { name, login: false, memberOf: [], connectionLimit: 5, grants: [] },
      outputs: {
        made: false,
        had: { login: false, connectionLimit: 5, memberOf: [], grants: [] },
      },
    })
    if (!imported) return
    const joined = { ...imported.inputs, ...imported.outputs }
    expect(await role.update(name, joined, inputs, context)).toEqual({
      made: false,
      had: state.had,
      url: state.url,
    })
    expect(await heldOn(name, 'app.students')).toEqual(['INSERT', 'SELECT', 'UPDATE'])
  })

  test('that it made itself is imported with all that it has', async () => {
    const inputs = await everything('imported')
    const state = await stateOf(inputs)
    const found = await role.read(inputs.name, undefined, context)
    expect(found?.outputs).toEqual({ made: true, had: state.had })
    expect(found?.inputs.grants).toEqual(
      expect.arrayContaining([
        { on: 'function', objects: ['app.add(integer, numeric)'], privileges: ['execute'] },
        { on: 'sequence', objects: ['app.numbers'], privileges: ['usage'] },
      ]),
    )
    expect(found?.inputs).toMatchObject({ login: true, memberOf: [group], connectionLimit: 7 })
    await role.delete(inputs.name, state, context)
  })

  async function commentOn(name: string) {
    const { rows } = await asSuperuser((session) =>
      session.query<{ comment: string }>(
        "select shobj_description($1::regrole, 'pg_authid') as comment",
        [`"${name}"`],
      ),
    )
    return rows[0]?.comment
  }

  async function heldOn(name: string, table: string) {
    const { rows } = await asSuperuser((session) =>
      session.query<{ held: string[] }>(
        `select array(select a.privilege_type::text from pg_class as c, aclexplode(c.relacl) as a
         where c.oid = $1::regclass and a.grantee = $2::regrole order by 1) as held`,
        [table, `"${name}"`],
      ),
    )
    return rows[0]?.held
  }

  test('grants all of a schema, also what comes later', async () => {
    const inputs = await settled({
      name: named('star'),
      grants: [{ on: 'table', privileges: ['select'], objects: ['app.*'] }],
    })
    const state = await stateOf(inputs)
    expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    await asOwner('create table app.later (id int)')
    const found = await readOf(inputs.name, state)
    expect(found?.inputs.grants).not.toEqual(inputs.grants)
    await role.update(inputs.name, { ...state, ...found?.inputs }, inputs, context)
    expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    const bare = await settled({ name: inputs.name })
    await role.update(inputs.name, state, bare, context)
    expect(await heldOn(inputs.name, 'app.later')).toEqual([])
    await role.delete(inputs.name, state, context)
  })

  test('stays without a login where something depends on it, and says so', async () => {
    const inputs = await settled({ name: named('heir'), password: 'correct horse battery' })
    const state = await stateOf(inputs)
    await sql(
      `create table public.inherited (id int); alter table public.inherited owner to "${inputs.name}"`,
    )
    // What one owns isn't granted.
    await sql('grant select on public.inherited to public')
    expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    const use = contextAt(address)
    await role.delete(inputs.name, state, use)
    expect(use.said).toEqual([
      expect.stringMatching(/stays, without a login.*owner of table inherited/),
    ])
    expect(await logsIn(inputs.name, 'correct horse battery')).toBe(false)
    await sql('drop table public.inherited')
    expect((await stateOf(inputs)).made).toBe(true)
    await role.delete(inputs.name, state, use)
    expect(await readOf(inputs.name, state)).toBeUndefined()
  })

  test('is made once when two make it at a time', async () => {
    const inputs = await everything('twice')
    const [one, other] = await Promise.all([
      role.create(inputs, context),
      role.create(inputs, context),
    ])
    expect(one).toEqual(other)
    await role.delete(inputs.name, { ...inputs, ...one.outputs }, context)
  })

  test('comes to its end after a run that was cut off anywhere', async () => {
    const inputs = await everything('cut')
    const cuts = await breakAtEveryQuery(context, (broken) => role.create(inputs, broken))
    expect(cuts).toBeGreaterThan(10)
    const state = await stateOf(inputs)
    expect(state.made).toBe(true)
    expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
    await breakAtEveryQuery(context, (broken) => role.delete(inputs.name, state, broken))
    expect(await readOf(inputs.name, state)).toBeUndefined()
  })

  test('is made again when somebody has dropped it', async () => {
    const inputs = await settled({ name: named('gone'), password: 'correct horse battery' })
    const state = await stateOf(inputs)
    await asOwner(`drop role "${inputs.name}"`)
    expect(await readOf(inputs.name, state)).toBeUndefined()
    expect(await role.update(inputs.name, state, inputs, context)).toEqual({
      made: true,
      had: state.had,
      url: state.url,
    })
    expect(await logsIn(inputs.name, 'correct horse battery')).toBe(true)
    await role.delete(inputs.name, state, context)
  })

  test('names what another role has granted and only that one can take back', async () => {
    const inputs = await settled({ name: named('lent') })
    const state = await stateOf(inputs)
    await asOwner(`grant select on app.students to "${others}" with grant option`)
    await sql(`
      grant usage on schema app to "${others}";
      set role "${others}";
      grant select on app.students to "${inputs.name}"`)
    const grants = (await readOf(inputs.name, state))?.inputs.grants ?? []
    expect(grants).toEqual([{ on: 'table', objects: ['app.students'], privileges: ['select'] }])
    await expect(role.update(inputs.name, { ...state, grants }, inputs, context)).rejects.toThrow(
      /^grants: select on table app.students could not be taken from role/,
    )
    await asOwner(`revoke select on app.students from "${others}" cascade`)
    await role.delete(inputs.name, state, context)
  })

  test.each(['"; drop table app.students; --', "o'brien", 'Größe 日本', '%s %I $1 $$'])(
    'may be called %s',
    async (odd) => {
      const inputs = await settled({
        name: named(odd),
        password: `it's "a" \\ pass%word`,
        grants: [{ on: 'table', privileges: ['select'], objects: ['app."Odd ""name"""'] }],
      })
      const state = await stateOf(inputs)
      expect(await logsIn(inputs.name, `it's "a" \\ pass%word`)).toBe(true)
      expect((await readOf(inputs.name, state))?.inputs).toEqual(inputs)
      await role.delete(inputs.name, state, context)
      expect(await readOf(inputs.name, state)).toBeUndefined()
    },
  )

  test('names the grant that can not be given, and leaves nothing behind', async () => {
    const name = named('refused')
    const tried = async (objects: string[], on: 'table' | 'function' = 'table') => {
      const privileges = [on === 'table' ? 'select' : 'execute']
      const inputs = await settled({ name, grants: [{ on, privileges, objects }] })
      return role.create(inputs, context).catch(({ message }) => message)
    }
    expect(await tried(['app.nobody'])).toMatch(
      /^grants names table app.nobody, which this database doesn't have/,
    )
    expect(await tried(['app.add(nosuchtype)'], 'function')).toMatch(
      /^grants names function app.add\(nosuchtype\)/,
    )
    expect(await tried(['app.add(int)'], 'function')).toMatch(/function app.add\(int\)/)
    expect(await tried(['nowhere.*'])).toMatch(/table nowhere\.\*/)
    expect(await tried(['public.others'])).toMatch(/grants: grant select on .*permission denied/)
    // Of what one may do oneself and not pass on, Postgres only warns.
    await sql(`grant select on public.others to "${owner}"`)
    expect(await tried(['public.others'])).toMatch(
      /^grants: select on table public.others could not be granted to role/,
    )
    expect(await role.read(name, undefined, context)).toBeUndefined()
  })
})

test('mistakes are named by their property, all at once', async () => {
  expect(
    await faults({
      name: 'pg_boss',
      password: 'ü',
      memberOf: ['pg_boss', ''],
      grants: [
        { on: 'table', privileges: ['select', 'usage'], objects: ['students', 'public.a; drop'] },
        { on: 'function', privileges: ['execute'], objects: ['public.add'] },
      ],
    }),
  ).toEqual([
    expect.stringMatching(/^grants\[0\]\.privileges\[1\] is no privilege on a table/),
    expect.stringMatching(/^grants\[0\]\.objects\[0\] is no table: write schema/),
    expect.stringMatching(/^grants\[0\]\.objects\[1\] is no table/),
    expect.stringMatching(/^grants\[1\]\.objects\[0\] is no function/),
    expect.stringMatching(/^name is pg_boss, a role of Postgres/),
    expect.stringMatching(/^password holds a character/),
    expect.stringMatching(/^memberOf\[0\] is the role itself/),
    expect.stringMatching(/^memberOf\[1\] is empty/),
  ])
})

test.each([
  'postgres',
  'anon',
  'authenticated',
  'service_role',
  'supabase_admin',
  'pg_monitor',
  '',
  'x'.repeat(64),
])('the name "%s" is refused', async (name) => {
  expect(await faults({ name })).toEqual([expect.stringMatching(/^name /)])
})

test('a password that is empty or holds the name is refused, without being told', async () => {
  expect(await faults({ password: '' })).toEqual(['password is empty'])
  const [fault] = await faults({ password: 'Teacher-2026' })
  expect(fault).toMatch(/^password holds the name/)
  expect(fault).not.toContain('2026')
})
