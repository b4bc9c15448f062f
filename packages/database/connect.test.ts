import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { scratchDatabase } from '@rollcall/testing'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect, withSession } from './connect.ts'
import { explainConnection } from './explain-connection.ts'

const database = scratchDatabase()
const secret = 'pa%24s word'.replace(' ', '%20')

// Roles belong to the cluster, which other test files share.
const dormant = `dormant_${process.pid}`
beforeAll(async () => {
  await database.session.query(`create role ${dormant} nologin password '${dormant}'`)
  return async () => {
    await withSession(inject('server'), {}, (session) => session.query(`drop role ${dormant}`))
  }
})

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A server that treats everybody who connects in some way, and its address. */
async function serve(treat: (socket: import('node:net').Socket) => void): Promise<string> {
  const server = createServer(treat).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return `postgresql://me:${secret}@127.0.0.1:${(server.address() as AddressInfo).port}/school`
}

const at = (change: Partial<Record<'username' | 'password' | 'pathname', string>>) =>
  Object.assign(new URL(database.url), change).href

test.each([
  [
    'nobody answers',
    async () => `postgresql://me:${secret}@127.0.0.1:1/school`,
    /^Nothing answers at 127\.0\.0\.1:1/,
  ],
  [
    'the host is unknown',
    async () => `postgresql://me:${secret}@nowhere.invalid/school`,
    /The host of nowhere\.invalid:5432 (is not known|could not be looked up)/,
  ],
  [
    'the password is wrong',
    async () => at({ password: secret }),
    /refuses the password of role postgres/,
  ],
  [
    'the database is not there',
    async () => at({ pathname: '/nowhere' }),
    /There is no database nowhere/,
  ],
  [
    'the role has no login',
    async () => at({ username: 'rollcall_reader', password: secret }),
    /refuses the password of role rollcall_reader/,
  ],
  [
    'the role has a password and no login',
    async () => at({ username: dormant, password: dormant }),
    /does not let role dormant_\w+ log in: give the role a login/,
  ],
  ['the server never answers', async () => serve(() => undefined), /did not answer in time/],
  [
    'the server hangs up',
    async () => serve((socket) => socket.destroy()),
    /closed the connection|ended the connection/,
  ],
  [
    'it is no Postgres',
    async () => serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    /is no Postgres/,
  ],
  [
    'it is no Postgres, and asked for TLS',
    async () => `${await serve((socket) => socket.end('HTTP/1.1 400'))}?sslmode=require`,
    /is no Postgres: check the host and port/,
  ],
  [
    'it speaks no TLS and is asked to',
    async () => `${database.url}?sslmode=require`,
    /speaks no TLS, which --database asks for/,
  ],
  [
    'the root certificate is not there',
    async () => `${database.url}?sslmode=verify-full&sslrootcert=/nowhere/root.crt`,
    /certificate file that --database names can't be read/,
  ],
  [
    'a percent sign in the user is no escape',
    async () => `postgresql://m%e:${secret}@127.0.0.1:1/school`,
    /^The database address can't be read/,
  ],
  [
    'a percent sign in the password is no escape',
    async () => at({ password: 'pa%24s%' }),
    /refuses the password of role postgres/,
  ],
  [
    'the address is none',
    async () => 'localhost:5432/school',
    /^The database address can't be read/,
  ],
  [
    'the password holds a bare /',
    async () => 'postgresql://me:12/34@127.0.0.1:1/school',
    /^The database address can't be read/,
  ],
  [
    'the password holds a bare ?',
    async () => 'postgresql://me:12?34@127.0.0.1:1/school',
    /^The database address can't be read/,
  ],
  [
    'the password holds a bare #',
    async () => 'postgresql://me:12#34@127.0.0.1:1/school',
    /^The database address can't be read/,
  ],
  [
    'the address is of something else',
    async () => `mysql://me:${secret}@localhost/school`,
    /^The database address can't be read/,
  ],
])('when %s there is one sentence, without a secret', async (_how, address, sentence) => {
  const url = await address()
  const failure = await connect(url, { timeout: 300 }).then(
    () => undefined,
    (error: Error) => error,
  )
  expect(failure?.name).toBe('OperatorError')
  expect(failure?.message).toMatch(sentence)
  expect(failure?.message).toMatch(/\.$/)
  expect(failure?.message).not.toMatch(/pa(%24|\$)s|postgresql:\/\/|\n/)
})

test.each([
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'self-signed certificate in certificate chain',
    /sslrootcert=<file>/,
  ],
  ['28000', 'no pg_hba.conf entry for host "10.0.0.1", no encryption', /add \?sslmode=require/],
  ['XX000', 'Tenant or user not found', /postgres\.<project ref>/],
  ['XX000', 'MaxClientsInSessionMode: max clients reached', /has no connection left/],
  ['57P03', 'the database system is starting up', /try again in a minute/],
  ['99999', 'pa$s word was said', /^No connection to db\.example\.org:5432: … was said\.$/],
])('%s (%s) has a sentence with the next step', (code, message, sentence) => {
  const error = Object.assign(new Error(message), { code })
  const said = explainConnection(error, `postgresql://me:${secret}@db.example.org/school`)
  expect(said.message).toMatch(sentence)
})

test('a percent sign in a password that is no escape hides it all the same', () => {
  const error = new Error('100% is not what was expected')
  const said = explainConnection(error, 'postgresql://me:100%@db.example.org/school')
  expect(said.message).toBe('No connection to db.example.org:5432: … is not what was expected.')
})

describe('without sslmode', () => {
  const sslRequest = 80_877_103

  /** What a server without TLS is asked, one number for each connection's first message. */
  async function asked(host: string): Promise<number[]> {
    const numbers: number[] = []
    const url = new URL(
      await serve((socket) =>
        socket.once('data', (message: Buffer) => {
          numbers.push(message.readInt32BE(4))
          socket.end(numbers.at(-1) === sslRequest ? 'N' : '')
        }),
      ),
    )
    await connect(Object.assign(url, { hostname: host }).href, { timeout: 300 }).catch(
      () => undefined,
    )
    return numbers
  }

  test('a server elsewhere is asked for TLS first, and taken without where it has none', async () => {
    expect(await asked('0.0.0.0')).toEqual([sslRequest, 196_608])
    const session = await connect(
      Object.assign(new URL(database.url), { hostname: '0.0.0.0' }).href,
    )
    expect((await session.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await session.end()
  })

  test('a server on this machine is not', async () => {
    expect(await asked('127.0.0.1')).toEqual([196_608])
  })
})

test('numbers come as numbers, dates as written, instants in UTC', async () => {
  const session = await connect(database.url, { now: '2026-03-11T11:00:00.000Z' })
  const { rows } = await session.query(
    `select 1::bigint as big, 1.5::numeric as exact, date '2026-03-09' as date,
            rollcall.current_instant() as now`,
  )
  expect(rows).toEqual([
    { big: 1, exact: 1.5, date: '2026-03-09', now: '2026-03-11T11:00:00.000Z' },
  ])
  await session.end()
})
