import { expect, test } from 'vitest'
import { connectPlatform } from '../connect-platform.ts'
import { idlePace, serve } from '../loopback.ts'
import { loadBetween } from './load.ts'
import { parseMetrics } from './parse-metrics.ts'

const ref = 'abcdefghijklmnopqrst'

test('reads names, labels, values and times', () => {
  const text = [
    '# HELP up Whether it is up.',
    '# TYPE up gauge',
    'up 1',
    'path{a="C:\\\\x",b="say \\"hi\\", {all}",} 2.5e3 1394066363000',
    'odd_bucket{le="+Inf"} NaN',
    '',
  ]
  expect(parseMetrics(text.join('\n'))).toEqual([
    { name: 'up', labels: {}, value: 1 },
    { name: 'path', labels: { a: 'C:\\x', b: 'say "hi", {all}' }, value: 2500 },
    { name: 'odd_bucket', labels: { le: '+Inf' }, value: Number.NaN },
  ])
})

test.each([
  [''],
  ['# HELP up\n'],
  ['<html>\n'],
  ['up 1\nup 1'],
  ['up\n'],
  ['up one\n'],
  ['up{a=b} 1\n'],
  ['up{a="b" c="d"} 1\n'],
])('%j is not of the format', (text) => {
  expect(parseMetrics(text)).toBeUndefined()
})

const ours = `supabase_project_ref="${ref}",supabase_identifier="${ref}",service_type="db"`

function scrape({ idle = 0, iowait = 0, user = 0, io = 0, more = '' }) {
  const cpu = (mode: string, value: number) =>
    ['0', '1'].map(
      (each) => `node_cpu_seconds_total{${ours},cpu="${each}",mode="${mode}"} ${value}`,
    )
  const lines = [
    ...cpu('idle', idle),
    ...cpu('iowait', iowait),
    ...cpu('user', user),
    `node_cpu_seconds_total{supabase_identifier="${ref}-rr",cpu="0",mode="user"} 9999`,
    `node_cpu_seconds_total{supabase_project_ref="${ref}",supabase_identifier="${ref}-rr-eu",cpu="1",mode="user"} 9999`,
    `node_disk_io_time_seconds_total{${ours},device="nvme0n1"} 1`,
    `node_disk_io_time_seconds_total{${ours},device="nvme1n1"} ${io}`,
    `node_filesystem_size_bytes{${ours},mountpoint="/"} 10`,
    `node_filesystem_size_bytes{${ours},mountpoint="/data"} 8000`,
    `node_filesystem_avail_bytes{${ours},mountpoint="/data"} 2000`,
    `node_memory_SwapTotal_bytes{${ours}} 1000`,
    `node_memory_SwapFree_bytes{${ours}} 400`,
    `pgbouncer_pools_client_waiting_connections{${ours},database="postgres",user="a"} 3`,
    `pgbouncer_pools_client_waiting_connections{${ours},database="postgres",user="b"} 4`,
    `pg_settings_default_transaction_read_only{${ours}} 1`,
    more,
  ]
  return `${lines.join('\n')}\n`
}

const samples = (values: Parameters<typeof scrape>[0]) => parseMetrics(scrape(values)) ?? []

test('two scrapes give the load of the primary between them', () => {
  const before = samples({ idle: 100, iowait: 10, user: 50, io: 5 })
  const after = samples({ idle: 130, iowait: 16, user: 74, io: 35 })
  expect(loadBetween(before, after, ref)).toEqual({
    cpuBusy: 0.4,
    cpuWaiting: 0.1,
    seconds: 60,
    memoryBytes: undefined,
    memoryAvailableBytes: undefined,
    swapBytes: 1000,
    swapUsedBytes: 600,
    disk: { bytes: 8000, availableBytes: 2000 },
    diskBusy: 0.5,
    poolerClientsWaiting: 7,
    databaseReadOnly: true,
  })
})

test('a scrape that calls the project otherwise throughout is of the primary all the same', () => {
  const renamed = (values: Parameters<typeof scrape>[0]) =>
    parseMetrics(scrape(values).replaceAll(`"${ref}"`, '"abcdefghijkl"')) ?? []
  const load = loadBetween(renamed({ idle: 100 }), renamed({ idle: 130, user: 30 }), ref)
  expect(load).toMatchObject({ cpuBusy: 0.5, seconds: 60, poolerClientsWaiting: 7 })
})

test.each([
  ['no counter has moved', { idle: 100 }, { idle: 100 }],
  ['the machine has restarted', { idle: 100 }, { idle: 3 }],
  ['a processor is new', {}, { more: `node_cpu_seconds_total{${ours},cpu="2",mode="user"} 4` }],
])('when %s nothing is said of the processors', (_how, before, after) => {
  const load = loadBetween(samples(before), samples(after), ref)
  expect(load.cpuBusy).toBeUndefined()
  expect(load.diskBusy).toBeUndefined()
  expect(load.swapBytes).toBe(1000)
})

test('the client scrapes twice, a minute apart', async () => {
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
  const server = await serve(
    { headers, body: scrape({ idle: 1 }) },
    { headers, body: scrape({ idle: 31, user: 30 }) },
  )
  const pace = idlePace()
  const platform = connectPlatform({ token: 'sbp_x', ref, endpoint: server.url, pace })
  expect(await platform.load()).toMatchObject({ cpuBusy: 0.5, seconds: 60 })
  expect(pace.slept).toEqual([60_000])
  expect(server.asked).toEqual(Array(2).fill(`GET /v1/projects/${ref}/analytics/endpoints/metrics`))
  server.stop()
})

test('an answer that is no text of metrics is none', async () => {
  const headers = { 'content-type': 'text/plain' }
  const server = await serve({ headers, body: 'busy, come back later\n' })
  const options = { token: 'sbp_x', ref, endpoint: server.url, pace: idlePace() }
  await expect(connectPlatform(options).metrics()).rejects.toMatchObject({
    problem: { kind: 'malformed' },
  })
  server.stop()
})
