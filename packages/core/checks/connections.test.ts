import { randomBytes } from 'node:crypto'
import { connect, type Session } from '@rollcall/database'
import { look, lookAs, queue, scratchDatabase } from '@rollcall/testing'
import { afterEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { connections } from './connections.ts'

const database = scratchDatabase()

type Thresholds = Partial<(typeof defaultConfig)['thresholds']>
const config = (thresholds: Thresholds) => ({
  config: { thresholds: { ...defaultConfig.thresholds, ...thresholds } },
})
// The server is shared by the tests of other files.
const seen = (thresholds: Thresholds = {}) =>
  look(database, connections, {
    ...config({ connectionsShare: 1, ...thresholds }),
    moving: ['examined', 'limits', 'ofThePlatform'],
  })
const owner = (sql: string, values: unknown[] = []) => database.session.query(sql, values)
const name = async () => (await owner('select current_database() as name')).rows[0].name
const keys = async (thresholds: Thresholds = {}) => {
  const verdict = await seen(thresholds)
  return verdict.state === 'fail' ? verdict.findings.map(({ key }) => key) : verdict.state
}

const opened: Session[] = []
async function open(application: string) {
  const session = await connect(database.url, { application })
  opened.push(session)
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { session, pid: rows[0]?.pid ?? 0 }
}
afterEach(async () => {
  for (const session of opened.splice(0)) await session.end()
})

test('is clear, finds a transaction that was left idle, and is clear when it ends', async () => {
  expect(await seen()).toMatchObject({
    state: 'pass',
    evidence: { privilege: 'pg_read_all_stats', ofThisDatabase: 2, idleInTransaction: 0 },
  })
  const { session, pid } = await open('web 1.2')
  await session.query('begin')
  await session.query('select')
  expect(await seen()).toMatchObject({ state: 'pass', evidence: { idleInTransaction: 1 } })
  expect(await seen({ idleInTransactionMinutes: 0 })).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: `session/${pid}/idle-in-transaction`,
        detail: expect.stringMatching(
          /^Session \d+ \(role postgres, application web\) left a transaction idle on \d{4}-\d\d-\d\d at \d\d:\d\d UTC, .*`select pg_terminate_backend\(\d+\)`\.$/,
        ),
        subject: { pid },
      },
    ],
  })
  await session.query('rollback')
  expect(await seen({ idleInTransactionMinutes: 0 })).toMatchObject({ state: 'pass' })
})

test('a transaction that failed and was left is found as any other', async () => {
  const { session, pid } = await open('web')
  await session.query('begin')
  await expect(session.query('select 1 / 0')).rejects.toThrow(/division/)
  expect(await keys({ idleInTransactionMinutes: 0 })).toEqual([
    `session/${pid}/idle-in-transaction`,
  ])
})

test('finds who keeps a queue waiting, at its head, and is clear when the queue is gone', async () => {
  const { pids, leave } = await queue(database.url, [
    'begin; select from public.courses',
    'begin; lock table public.courses',
    'begin; select from public.courses',
  ])
  expect(await seen()).toMatchObject({ state: 'pass', evidence: { waitingForLocks: 2 } })
  const [head, ...waiting] = pids
  expect(await seen({ lockWaitSeconds: 0 })).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: `session/${head}/blocks`,
        detail: expect.stringMatching(
          /^Session \d+ \(role postgres, application queue\), idle in its transaction, keeps 2 sessions waiting for a lock, the first since .* `select pg_terminate_backend\(\d+\)`\.$/,
        ),
        subject: { pid: head, waiting: waiting.toSorted((a, b) => a - b) },
      },
    ],
  })
  await leave()
  expect(await seen({ lockWaitSeconds: 0 })).toMatchObject({ state: 'pass' })
})

test('whoever waits for an advisory lock does so on purpose', async () => {
  const { leave } = await queue(database.url, [
    'select pg_advisory_lock(1)',
    'select pg_advisory_lock(1)',
  ])
  expect(await seen({ lockWaitSeconds: 0 })).toMatchObject({
    state: 'pass',
    evidence: { waitingForLocks: 0 },
  })
  await leave()
})

test('finds a database with as many connections as it may have, and is clear without the limit', async () => {
  const limit = async (most: number) =>
    owner(`alter database ${await name()} connection limit ${most}`)
  // The test's own session, and the one that looks.
  await limit(4)
  expect(await keys({ connectionsShare: 0.5 })).toEqual(['connections/database'])
  expect(await seen({ connectionsShare: 0.5 })).toMatchObject({ severity: 'warning' })
  expect(await seen({ connectionsShare: 0.51 })).toMatchObject({ state: 'pass' })
  await limit(2)
  expect(await seen()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'connections/database',
        detail: `2 of the 2 connections that the database ${await name()} may have are taken: \`alter database ${await name()} connection limit -1\` lifts the limit.`,
        subject: { limit: 2, taken: 2 },
      },
    ],
  })
  await limit(-1)
  expect(await seen()).toMatchObject({ state: 'pass' })
})

test('finds a role with as many connections as it may have, unless it may have but one', async () => {
  const role = `web_${randomBytes(6).toString('hex')}`
  await owner(`create role ${role} login password 'web' connection limit 2`)
  const address = Object.assign(new URL(database.url), { username: role, password: 'web' }).href
  opened.push(await connect(address))
  expect(await keys()).toEqual('pass')
  opened.push(await connect(address))
  expect(await keys()).toEqual([`connections/role/${role}`])
  await opened.pop()?.end()
  await owner(`alter role ${role} connection limit 1`)
  expect(await keys()).toEqual('pass')
  await opened.pop()?.end()
  await owner(`drop role ${role}`)
})

test('finds a server whose connections run out', async () => {
  const verdict = await lookAs(database.url, connections, config({ connectionsShare: 0.001 }))
  expect(verdict).toMatchObject({
    state: 'fail',
    findings: [
      {
        key: 'connections/server',
        detail: expect.stringMatching(
          /^\d+ of the 57 connections that ordinary roles may have are taken, \d+ of them by role postgres: /,
        ),
      },
    ],
    evidence: { maxConnections: 60, reserved: 3 },
  })
})

test("the platform's own sessions are left to the platform, and names stay harmless", async () => {
  const { session } = await open('x\u001b[2J@everyone <b>')
  await session.query('begin')
  await session.query('select')
  const verdict = await seen({ idleInTransactionMinutes: 0 })
  expect(verdict.state === 'fail' && verdict.findings[0]?.detail).toMatch(
    /^Session \d+ \(role postgres, application unnamed-[0-9a-f]{8}\) left/,
  )
  const role = `supabase_${randomBytes(6).toString('hex')}`
  await owner(`create role ${role} login password 'platform'`)
  const address = Object.assign(new URL(database.url), { username: role, password: 'platform' })
  await session.query('rollback')
  const platform = await connect(address.href)
  await platform.query('begin')
  await platform.query('select')
  expect(await keys({ idleInTransactionMinutes: 0 })).toEqual('pass')
  await platform.end()
  await owner(`drop role ${role}`)
})

test('a role that may not see what others do is told so, and never that all is well', async () => {
  const role = `stranger_${randomBytes(6).toString('hex')}`
  await owner(`create role ${role} login password 'stranger'`)
  await owner(`grant usage on schema rollcall to ${role}`)
  await owner(`grant execute on all functions in schema rollcall to ${role}`)
  const address = Object.assign(new URL(database.url), { username: role, password: 'stranger' })
  expect(await lookAs(address.href, connections)).toMatchObject({
    state: 'unknown',
    reason: `Role ${role} may not see what the sessions of other roles do: it is not a member of pg_read_all_stats`,
    hint: expect.stringContaining('grant pg_read_all_stats to rollcall_reader'),
  })
  await owner(`drop owned by ${role}`)
  await owner(`drop role ${role}`)
})

test('where activities are not tracked, nothing is known of them', async () => {
  await owner('set track_activities = off')
  expect(await lookAs(database.url, connections)).toMatchObject({
    state: 'unknown',
    hint: expect.stringContaining('track_activities'),
  })
  await owner('reset track_activities')
  expect(await seen()).toMatchObject({ state: 'pass' })
})
