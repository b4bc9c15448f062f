import { emptySchool, look, lookAs, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import { oldLogs } from './old-logs.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const log = (at: string) =>
  database.session.query(
    "insert into public.class_generation_logs (operation, trigger_time, status) values ('insert', $1, 'success')",
    [at],
  )

test('is clear, finds rows older than thirty days, and is clear when they are deleted', async () => {
  await log('2026-02-09T11:00:00Z')
  expect(await look(database, oldLogs)).toMatchObject({ state: 'pass' })
  await log('2026-02-09T10:59:59Z')
  await log('2025-12-31T10:00:00Z')
  expect(await look(database, oldLogs)).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'logs/older-than-30-days',
        detail:
          '2 generation logs are older than 30 days, the oldest from 2025-12-31: clean them away.',
      },
    ],
  })
  expect(await look(database, oldLogs, { remedy: true })).toMatchObject({
    state: 'remedied',
    done: '2 log rows older than 30 days were deleted.',
  })
  expect(await look(database, oldLogs)).toMatchObject({ state: 'pass', evidence: { examined: 1 } })
})

test('keeps them for as long as the configuration says', async () => {
  await log('2026-02-09T10:59:59Z')
  const config = { thresholds: { ...defaultConfig.thresholds, logRetentionDays: 31 } }
  expect(await look(database, oldLogs, { config })).toMatchObject({ state: 'pass' })
})

test('tells how many there are by month of the school, whatever the session takes the time for', async () => {
  await log('2026-02-28T23:30:00Z')
  await log('2026-03-01T12:00:00Z')
  await database.session.query("update rollcall.school set timezone = 'Europe/Madrid'")
  expect(await look(database, oldLogs)).toMatchObject({
    evidence: {
      examined: 2,
      oldest: '2026-02-28T23:30:00+00:00',
      newest: '2026-03-01T12:00:00+00:00',
      byMonth: [{ month: '2026-03', logs: 2 }],
    },
  })
  const elsewhere = new URL(database.url)
  elsewhere.searchParams.set('options', '-c timezone=Pacific/Kiritimati')
  expect(await lookAs(elsewhere.href, oldLogs)).toEqual(await look(database, oldLogs))
})

test('with no log row there is nothing to look at', async () => {
  expect(await look(database, oldLogs)).toMatchObject({ state: 'unknown' })
})
