import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace, type Loopback, type Reply, serve } from '../loopback.ts'
import { logQueries } from './queries.ts'
import { logInstant, logNumber } from './query-logs.ts'
import { rangesOf } from './ranges.ts'

const servers: Loopback[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.stop()
})

async function client(...replies: Reply[]) {
  const server = await serve(...replies)
  servers.push(server)
  const access = { token: 'sbp_x', ref: 'abcdefghijklmnopqrst', endpoint: server.url }
  return { server, platform: connectPlatform({ ...access, pace: idlePace() }) }
}

const result = (...rows: object[]): Reply => ({ body: { result: rows, error: null } })
const query = { sql: 'select a\nfrom logs\n', row: z.object({ a: logNumber }), limit: 2 }

test('a window longer than a day is split, without a gap', async () => {
  const { server, platform } = await client(result({ a: 1 }), result({ a: '2' }), result())
  const window = { from: '2026-03-09T06:17:31.000Z', to: '2026-03-11T06:17:31.000Z' }
  expect(await platform.logs(window, query)).toEqual({
    rows: [{ a: 1 }, { a: 2 }],
    window: { from: '2026-03-09T06:17:00.000Z', to: '2026-03-11T06:18:00.000Z' },
    ranges: 3,
    complete: true,
  })
  const asked = server.asked.map(
    (each) => new URL(each.replace('GET ', ''), server.url).searchParams,
  )
  expect(asked.map((each) => each.get('iso_timestamp_start'))).toEqual([
    '2026-03-09T06:17:00.000Z',
    '2026-03-09T22:17:00.000Z',
    '2026-03-10T14:18:00.000Z',
  ])
  expect(asked.map((each) => each.get('iso_timestamp_end'))).toEqual([
    '2026-03-09T22:17:00.000Z',
    '2026-03-10T14:18:00.000Z',
    '2026-03-11T06:18:00.000Z',
  ])
  expect(asked[0]?.get('sql')).toBe('select a\nfrom logs\nlimit 2')
})

test.each([
  ['2026-03-09T06:00:00Z', '2026-03-09T06:00:00Z', 1],
  ['2026-03-08T06:00:00Z', '2026-03-09T05:00:00Z', 1],
  ['2026-03-08T06:00:00Z', '2026-03-09T06:00:00Z', 2],
  ['2026-03-01T00:00:00Z', '2026-03-08T00:00:00Z', 8],
])('from %s to %s there are ranges under a day: %i', (from, to, count) => {
  const ranges = rangesOf({ from, to })
  expect(ranges).toHaveLength(count)
  for (const range of ranges) {
    const minutes = (Date.parse(range.to) - Date.parse(range.from)) / 60_000
    expect(minutes).toBeGreaterThan(0)
    expect(minutes).toBeLessThan(24 * 60)
  }
})

const hour = { from: '2026-03-09T06:00:00.000Z', to: '2026-03-09T07:00:00.000Z' }

test('as many rows as the limit are not all', async () => {
  const { platform } = await client(result({ a: 1 }, { a: 2 }))
  expect(await platform.logs(hour, query)).toMatchObject({ complete: false })
})

test.each<[string, Reply, string]>([
  ['an error with status 200', { body: { error: { code: 400 } } }, 'failed'],
  ['an error besides a result', { body: { result: [], error: 'timed out' } }, 'failed'],
  ['neither result nor error', { body: {} }, 'malformed'],
  ['a row of another form', result({ a: 'many' }), 'malformed'],
  ['a row without a column', result({}), 'malformed'],
])('%s is no empty answer', async (_name, reply, kind) => {
  const { platform } = await client(reply)
  await expect(platform.logs(hour, query)).rejects.toMatchObject({ problem: { kind } })
})

test('logs arrive, or a range without any shows', async () => {
  const { server, platform } = await client(
    result(
      { source: 'edge_logs', events: '7', newest: '2026-03-09T17:59:00.000000' },
      { source: 'postgres_logs', events: 2, newest: '2026-03-09 17:00:00.5' },
    ),
    result(),
  )
  const window = { from: '2026-03-09T06:00:00Z', to: '2026-03-10T06:00:00Z' }
  const arrival = await platform.logsArrive(window)
  expect(arrival.sources).toEqual([
    { source: 'edge_logs', events: 7, newest: '2026-03-09T17:59:00.000Z' },
    { source: 'postgres_logs', events: 2, newest: '2026-03-09T17:00:00.500Z' },
  ])
  expect(arrival.ranges.map(({ events }) => events)).toEqual([9, 0])
  await platform.logsArrive(window)
  expect(server.asked).toHaveLength(2)
})

test('every query keeps to the rules of the logs', () => {
  for (const { sql } of Object.values(logQueries)) {
    expect(sql).toMatch(/^-- /)
    expect(sql).toMatch(/\nwhere source = '/)
    expect(sql).toMatch(/\norder by /)
    expect(sql).not.toMatch(/\*\)|select \*|\blimit\b|;/)
    expect(sql).not.toMatch(/event_message|request\.(search|headers|url)|remote_addr/)
  }
})

test('a time without a zone is in UTC', () => {
  expect(logInstant.parse('2026-03-09T06:17:00.215000')).toBe('2026-03-09T06:17:00.215Z')
})
