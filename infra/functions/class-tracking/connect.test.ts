import dns from 'node:dns'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { scratchDatabase } from '@rollcall/testing'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { connect } from './connect.ts'
import { supabaseRoots } from './supabase-roots.ts'

const database = scratchDatabase({ bare: true })

/** Every host's name leads to this machine. */
beforeEach(() => {
  vi.spyOn(dns, 'lookup').mockImplementation(((...given: unknown[]) => {
    const done = given.at(-1) as (error: null, address: unknown, family?: number) => void
    if ((given[1] as { all?: boolean }).all) done(null, [{ address: '127.0.0.1', family: 4 }])
    else done(null, '127.0.0.1', 4)
  }) as typeof dns.lookup)
})
afterEach(() => vi.restoreAllMocks())

function at(hostname: string, parameters = '') {
  const url = new URL(database.url)
  url.hostname = hostname
  url.search = parameters
  return url.href
}

async function answersOf(url: string) {
  const connection = await connect(url)
  onTestFinished(async () => {
    await connection.end()
  })
  const { rows } = await connection.query(
    "select 9007199254740991 as id, date '2026-03-09' as day, timestamptz '2026-03-09T06:00Z' as instant",
  )
  return rows
}

const answers = [{ id: 9007199254740991, day: '2026-03-09', instant: '2026-03-09T06:00:00.000Z' }]

test('knows the roots that the rest of Rollcall knows', () => {
  const files = ['prod-ca-2021.crt', 'prod-ca-2025.crt'].map((name) =>
    readFileSync(
      new URL(`../../../packages/database/certificates/${name}`, import.meta.url),
      'utf8',
    ).trim(),
  )
  expect(supabaseRoots.map((root) => root.trim())).toEqual(files)
})

test.each([
  ['this machine', '127.0.0.1', ''],
  ['another machine that speaks no TLS', 'db.school.example', ''],
  ['Supabase where its address declines TLS', 'db.abc.supabase.co', '?sslmode=disable'],
])('reads numbers, dates and instants from %s', async (_what, hostname, parameters) => {
  expect(await answersOf(at(hostname, parameters))).toEqual(answers)
})

test.each(['db.abc.supabase.co', 'aws-0-eu-west-1.pooler.supabase.com'])(
  'says nothing to %s where it speaks no TLS',
  async (hostname) => {
    const heard: Buffer[] = []
    const server = createServer((socket) => {
      socket.on('data', (data: Buffer) => {
        heard.push(data)
        socket.end('N')
      })
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const url = new URL(at(hostname))
    url.port = String((server.address() as AddressInfo).port)
    await expect(connect(url.href)).rejects.toThrow(/does not support SSL/)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toHaveLength(8)
  },
)

test('an address that is none is an error', async () => {
  await expect(connect('')).rejects.toThrow()
})
