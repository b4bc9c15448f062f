import { randomBytes } from 'node:crypto'
import { withSession } from '@rollcall/database'
import { installVault, scratchDatabase } from '@rollcall/testing'
import { beforeAll, expect, test } from 'vitest'
import type { Context } from '../kind.ts'
import { contextAt } from './context-for-tests.ts'
import { role } from './role.ts'
import { vaultSecret } from './vault-secret.ts'

const database = scratchDatabase({ bare: true })
beforeAll(async () => {
  await installVault(database.session)
  const name = new URL(database.url).pathname.slice(1)
  // A session is told what the server writes to its log about it.
  const settings = [
    "log_statement = 'all'",
    'log_min_duration_statement = 0',
    'client_min_messages = log',
  ]
  for (const setting of settings)
    await database.session.query(`alter database ${name} set ${setting}`)
})

/** A context, and what the server logs of its sessions, parameters included. */
function loggedContext(): Context & { log: string[] } {
  const log: string[] = []
  const session: Context['session'] = (use) =>
    withSession(database.url, {}, (opened) => {
      opened.on('notice', ({ message, detail }) => log.push(`${message} ${detail ?? ''}`))
      return use(opened)
    })
  return { ...contextAt(database.url), session, log }
}

test('a server that logs every statement with its parameters learns no password', async () => {
  const context = loggedContext()
  const name = `t${randomBytes(4).toString('hex')}_teacher`
  const inputs = role.inputs.parse({ name, password: 'unheard-of-6031' })
  const { outputs } = await role.create(inputs, context)
  const state = { ...inputs, ...outputs }
  await role.read(name, state, context)
  await role.update(name, state, { ...inputs, password: 'unheard-of-6032' }, context)
  await role.delete(name, state, context)
  const log = context.log.join('\n')
  expect(log).toContain("password 'SCRAM-SHA-256$4096:")
  expect(log).not.toContain('unheard-of')
})

test('nor the value of a secret', async () => {
  const context = loggedContext()
  const secret = { name: 'asked', value: 'unheard-of-6031', description: '' }
  await vaultSecret.create(secret, context)
  const state = { ...secret, secretId: '' }
  await vaultSecret.update('asked', state, { ...secret, value: 'unheard-of-6032' }, context)
  await vaultSecret.read('asked', state, context)
  await vaultSecret.delete('asked', state, context)
  const log = context.log.join('\n')
  expect(log).toContain('select vault.create_secret($1')
  expect(log).toContain('select vault.update_secret($1')
  expect(log).not.toContain('unheard-of')
})
