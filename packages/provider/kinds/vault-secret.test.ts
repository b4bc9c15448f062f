import { inspect } from 'node:util'
import { createScratch, withSession } from '@rollcall/database'
import { installVault, scratchDatabase } from '@rollcall/testing'
import { beforeAll, expect, inject, test } from 'vitest'
import { breakAtEveryQuery, contextAt } from './context-for-tests.ts'
import { vaultSecret } from './vault-secret.ts'

const database = scratchDatabase({ bare: true })
const asOwner = () => contextAt(database.as('fixer'))
// As on Supabase, the role may use the vault and owns none of it.
beforeAll(() => installVault(database.session, 'fixer'))

const secret = {
  name: 'class-tracking',
  value: 'open-sesame-4711',
  description: 'The function asks for it.',
}
const stateOf = async (inputs: typeof secret) => ({
  ...inputs,
  ...(await vaultSecret.create(inputs, asOwner())).outputs,
})
const read = (name = secret.name) => vaultSecret.read(name, undefined, asOwner())
const drop = async (inputs = secret) =>
  vaultSecret.delete(inputs.name, { ...inputs, secretId: '' }, asOwner())

test('is kept, reads as it was kept, and a second time nothing changes', async () => {
  const state = await stateOf(secret)
  expect(await read()).toEqual({ inputs: secret, outputs: { secretId: state.secretId } })
  const updated = () =>
    database.session.query('select updated_at, xmin from vault.secrets').then(({ rows }) => rows)
  const before = await updated()
  expect(await stateOf(secret)).toEqual(state)
  expect(await updated()).toEqual(before)
  await drop()
  await drop()
  expect(await read()).toBeUndefined()
})

test('shows what was changed by hand, and is brought back', async () => {
  const state = await stateOf(secret)
  for (const change of [{ value: 'another' }, { description: 'Another.' }, { description: '' }]) {
    const { value, description } = { ...secret, ...change }
    await database.session.query('select vault.update_secret($1, $2, null, $3)', [
      state.secretId,
      value,
      description,
    ])
    expect((await read())?.inputs).toEqual({ ...secret, ...change })
    expect(
      await vaultSecret.update(secret.name, { ...state, ...change }, secret, asOwner()),
    ).toEqual({
      secretId: state.secretId,
    })
    expect((await read())?.inputs).toEqual(secret)
  }
  await database.session.query('delete from vault.secrets')
  expect(await read()).toBeUndefined()
  const { secretId } = await vaultSecret.update(secret.name, state, secret, asOwner())
  expect(await read()).toEqual({ inputs: secret, outputs: { secretId } })
  await drop()
})

test('takes over one of its name', async () => {
  await database.session.query("select vault.create_secret('old', $1)", [secret.name])
  await stateOf(secret)
  const { rows } = await database.session.query(
    'select decrypted_secret as value from vault.decrypted_secrets',
  )
  expect(rows).toEqual([{ value: secret.value }])
  await drop()
})

test('is kept once when two keep it at a time', async () => {
  const [one, other] = await Promise.all([stateOf(secret), stateOf(secret)])
  expect(one).toEqual(other)
  await drop()
})

test('comes to its end after a run that was cut off anywhere', async () => {
  expect(
    await breakAtEveryQuery(asOwner(), (broken) => vaultSecret.create(secret, broken)),
  ).toBeGreaterThan(5)
  expect((await read())?.inputs).toEqual(secret)
  await breakAtEveryQuery(asOwner(), (broken) =>
    vaultSecret.delete(secret.name, { ...secret, secretId: '' }, broken),
  )
  expect(await read()).toBeUndefined()
})

test.each(['"; drop schema vault; --', "o'brien $1", 'Größe 日本'])(
  'may be called %s',
  async (name) => {
    const odd = { name, value: `it's "a" \\ %s\n日本 $1`, description: `${name}'` }
    await stateOf(odd)
    expect((await read(name))?.inputs).toEqual(odd)
    await drop(odd)
  },
)

test('its value is in no statement that the server counts, and in no error', async () => {
  await database.session.query(`
    create function vault.refuse() returns trigger language plpgsql as
      $$begin raise exception 'refused' using detail = new.secret; end$$;
    create trigger refuse before insert on vault.secrets for each row execute function vault.refuse()`)
  try {
    const error = await vaultSecret.create(secret, asOwner()).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('(name, value): refused.')
    expect(inspect(error)).not.toContain(secret.value)
  } finally {
    await database.session.query(
      'drop trigger refuse on vault.secrets; drop function vault.refuse()',
    )
  }
  await stateOf(secret)
  const { rows } = await withSession(inject('server'), {}, (session) =>
    session.query(`
      select count(*) filter (where query like '%create_secret($%') as kept,
             count(*) filter (where query like '%open-sesame%') as told
      from extensions.pg_stat_statements where query not like '%pg_stat_statements%'`),
  )
  expect(rows).toEqual([{ kept: expect.any(Number), told: 0 }])
  expect(rows[0]?.kept).toBeGreaterThan(0)
  await drop()
})

test('a server without a vault is told apart, and holds no secret', async () => {
  const { url, drop: dropDatabase } = await createScratch(inject('server'))
  try {
    const context = contextAt(url)
    await expect(vaultSecret.create(secret, context)).rejects.toThrow(
      /^The extension supabase_vault can't be had: .*On Supabase enable Vault/,
    )
    expect(await vaultSecret.read(secret.name, undefined, context)).toBeUndefined()
    await vaultSecret.delete(secret.name, { ...secret, secretId: '' }, context)
  } finally {
    await dropDatabase()
  }
})

test('mistakes are named by their property, all at once', async () => {
  const prepared = await vaultSecret.prepare?.(
    { name: ' ', value: '', description: '\0' },
    asOwner(),
  )
  expect(prepared).toEqual({
    failures: [
      { property: 'name', reason: 'is empty' },
      { property: 'value', reason: 'is empty' },
      { property: 'description', reason: expect.stringContaining('code 0') },
    ],
  })
})
