import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { scratchDatabase } from '@rollcall/testing'
import { afterEach, expect, test } from 'vitest'
import { connect } from './connect.ts'

const database = scratchDatabase()
const secret = 'pa%24s word'.replace(' ', '%20')

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
    /refuses the password|does not let role rollcall_reader log in/,
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
    /./,
  ],
  [
    'the address is none',
    async () => 'localhost:5432/school',
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
