import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { type Platform, startPlatform } from './platform.ts'

/** Noon of a day before most projects were made. */
let now = Date.parse('2024-02-29T12:00:00Z')

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform({ clock: () => now, transition: 60_000 })
})
afterAll(() => platform.stop())

const read = async (path: string) =>
  (await ask(platform, 'GET', `/v1/projects/${platform.ref}${path}`)).body

const idleSeconds = async () => {
  const body = String(await read('/analytics/endpoints/metrics'))
  return Number(/^node_cpu_seconds_total\{.*mode="idle".*\} (.+)$/m.exec(body)?.[1])
}

test('a clock that it is given tells what is dated', async () => {
  expect(await read('/config/disk/util')).toMatchObject({ timestamp: '2024-02-29T12:00:00.000Z' })
  const { backups } = (await read('/database/backups')) as { backups: { inserted_at: string }[] }
  expect(backups[0]?.inserted_at).toBe('2024-02-29T03:00:00.000Z')
  const { created_at: made } = (await read('')) as { created_at: string }
  expect(made < String(backups.at(-1)?.inserted_at)).toBe(true)
})

test('nothing moves there until that clock does', async () => {
  const before = await idleSeconds()
  expect(await idleSeconds()).toBe(before)
  await ask(platform, 'POST', `/v1/projects/${platform.ref}/pause`)
  now += 59_999
  expect(await idleSeconds()).toBeCloseTo(before + 0.93 * 59.999)
  expect(await read('')).toMatchObject({ status: 'PAUSING' })
  now += 1
  expect(await read('')).toMatchObject({ status: 'INACTIVE' })
})
