import { withSession } from '@rollcall/database'
import { beforeAll, expect, test } from 'vitest'
import { scratchDatabase } from './scratch-database.ts'
import { installVault } from './vault.ts'

const database = scratchDatabase()
beforeAll(() => installVault(database.session, 'fixer'))

const asFixer = (statement: string, values: unknown[] = []) =>
  withSession(database.as('fixer'), {}, async (session) => {
    const { rows } = await session.query(statement, values)
    return rows
  })

test('keeps a secret that its view tells and its table does not', async () => {
  const [made] = await asFixer('select vault.create_secret($1, $2) as id', ['Grüße', 'greeting'])
  expect(await asFixer('select * from vault.decrypted_secrets where id = $1', [made?.id])).toEqual([
    expect.objectContaining({ name: 'greeting', description: '', decrypted_secret: 'Grüße' }),
  ])
  const [row] = await asFixer('select secret from vault.secrets where name = $1', ['greeting'])
  expect(row?.secret).not.toContain('Grüße')
})

test('changes only what is given, and refuses a name that is taken', async () => {
  const [made] = await asFixer("select vault.create_secret('a', 'one', 'first') as id")
  await asFixer("select vault.update_secret($1, 'b')", [made?.id])
  expect(await asFixer("select * from vault.decrypted_secrets where name = 'one'")).toEqual([
    expect.objectContaining({ id: made?.id, description: 'first', decrypted_secret: 'b' }),
  ])
  await expect(asFixer("select vault.create_secret('c', 'one')")).rejects.toThrow(
    'secrets_name_idx',
  )
})

test('lets its table be written through its functions only', async () => {
  await expect(asFixer("insert into vault.secrets (secret) values ('x')")).rejects.toThrow(
    'permission denied for table secrets',
  )
  await expect(
    withSession(database.as('looker'), {}, (session) =>
      session.query('select from vault.decrypted_secrets'),
    ),
  ).rejects.toThrow('permission denied for schema vault')
  expect(await asFixer('delete from vault.secrets returning 1 as gone')).not.toEqual([])
})
