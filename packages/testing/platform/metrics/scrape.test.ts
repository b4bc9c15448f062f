import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startPlatform } from '../platform.ts'

const now = Date.parse('2026-03-09T06:17:00Z')
const platform = await startPlatform()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now })
  platform.reset()
})
afterEach(() => vi.useRealTimers())
afterAll(() => platform.stop())

async function scrape(key = platform.secretKey) {
  const headers = { authorization: `Basic ${btoa(`service_role:${key}`)}` }
  const response = await fetch(platform.metricsUrl, { headers })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  }
}

/** The sum of all series whose line begins so and holds the label. */
function sum(text: string, name: string, label = ''): number {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
  expect(lines).not.toEqual([])
  return lines.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0)
}

/** The share of the processors' time that wasn't idle between two scrapes. */
function busy(before: string, after: string): number {
  const spent = (label = '') =>
    sum(after, 'node_cpu_seconds_total', label) - sum(before, 'node_cpu_seconds_total', label)
  return 1 - spent('mode="idle"') / spent()
}

test('is opened by a secret key alone', async () => {
  expect(await scrape('sb_publishable')).toMatchObject({ status: 401 })
  expect(await scrape()).toMatchObject({ status: 200, type: expect.stringContaining('text/plain') })
})

test("series are the project's, and have the types of the real ones", async () => {
  const { text } = await scrape()
  expect(text).toContain('# TYPE node_cpu_seconds_total counter')
  expect(text).toContain(`{supabase_project_ref="${platform.ref}",`)
})

test('counters advance with the time by what the machine does', async () => {
  const { text: first } = await scrape()
  vi.setSystemTime(now + 60_000)
  const { text: quiet } = await scrape()
  expect(busy(first, quiet)).toBeCloseTo(0.07)
  platform.load.set({ cpu: 0.9, diskBusy: 0.5 })
  vi.setSystemTime(now + 120_000)
  const { text: loaded } = await scrape()
  expect(busy(quiet, loaded)).toBeCloseTo(0.91)
  const io = 'node_disk_io_time_seconds_total'
  expect(sum(loaded, io) - sum(quiet, io)).toBeCloseTo(30)
})

test('a restart starts the counters at zero', async () => {
  const { text: before } = await scrape()
  platform.load.restart()
  const { text: after } = await scrape()
  expect(sum(before, 'node_cpu_seconds_total')).toBeGreaterThan(0)
  expect(sum(after, 'node_cpu_seconds_total')).toBe(0)
  expect(sum(after, 'postgresql_restarts_total')).toBe(1)
})

test('memory, swap, disk and the pooler are as they were set', async () => {
  platform.load.set({ memory: 0.95, swap: 0.8, poolerWaiting: 12 })
  platform.disk.set({ size_gb: 10, usedBytes: 9 * 1024 ** 3 })
  platform.readOnly(true)
  const { text } = await scrape()
  const part = (some: string, all: string, label?: string) =>
    sum(text, some, label) / sum(text, all, label)
  expect(part('node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes')).toBeCloseTo(0.05)
  expect(part('node_memory_SwapFree_bytes', 'node_memory_SwapTotal_bytes')).toBeCloseTo(0.2)
  const data = 'mountpoint="/data"'
  expect(part('node_filesystem_avail_bytes', 'node_filesystem_size_bytes', data)).toBeCloseTo(0.1)
  expect(sum(text, 'pgbouncer_pools_client_waiting_connections')).toBe(12)
  expect(sum(text, 'pg_settings_default_transaction_read_only')).toBe(1)
})

test('a paused project has no host that answers', async () => {
  platform.projectIs('INACTIVE')
  expect(await scrape()).toMatchObject({ status: 540 })
})

test('ten scrapes a minute are answered', async () => {
  platform.enforceLimits()
  for (let time = 0; time < 10; time += 1) expect((await scrape()).status).toBe(200)
  expect((await scrape()).status).toBe(429)
})
