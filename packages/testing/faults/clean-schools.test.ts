import { readFileSync } from 'node:fs'
import { generate, type Verdict } from '@rollcall/core'
import { createScratch, loadSampleSchool, type Session, withSession } from '@rollcall/database'
import { expect, inject, onTestFinished, test } from 'vitest'
import { templateDatabase } from '../logins.ts'
import { testNow } from '../scratch-database.ts'
import { lookAtAll } from './look-at-all.ts'
import { restore } from './restore.ts'

/** A migrated database for one test, filled by `fill` under a fixed clock. */
async function school(
  fill: (session: Session) => Promise<unknown>,
  now = testNow,
): Promise<string> {
  const { url, drop } = await createScratch(inject('server'), templateDatabase)
  onTestFinished(async () => {
    await drop()
  })
  await withSession(url, { now }, fill)
  return url
}

/** Whatever is not well, whoever looks: for each check its state and its findings. */
async function unwell(url: string, { now = testNow, ...options }: Looking = {}) {
  const told = lines(await lookAtAll(url, now, options))
  expect(lines(await lookAtAll(url, now, { ...options, login: 'looker' }))).toEqual(told)
  return told
}

type Looking = { now?: string; watermark?: string }

function lines(verdicts: Verdict[]): string[] {
  return verdicts.flatMap((verdict) => {
    // This server has no pg_cron.
    if (verdict.state === 'pass' || verdict.check === 'schedules-active') return []
    return verdict.state === 'fail'
      ? verdict.findings.map(({ key }) => `${verdict.check}: ${key}`)
      : [`${verdict.check}: ${verdict.state}`]
  })
}

const enrol = `
  insert into public.students (first_name, last_name, start_date, fixed_schedule)
  select 'Vera', 'Prado', rollcall.local_date(rollcall.current_instant()) - 3 + n % 5,
         '[{"day": "monday", "start_time": "17:00", "duration_minutes": 60},
           {"day": "thursday", "start_time": "17:00", "duration_minutes": 60}]'
  from generate_series(1, 40) as n`

test('an empty database has no finding, and what has nothing to look at says so', async () => {
  const url = await school(async () => undefined)
  expect(await unwell(url)).toEqual([
    'generation-outcomes: unknown',
    'classes-created: unknown',
    'failed-generations: unknown',
    'missing-classes: unknown',
    'orphaned-classes: unknown',
    'student-data: unknown',
    'weekly-generation-ran: unknown',
    'duplicate-classes: unknown',
    'class-statistics: unknown',
    'old-logs: unknown',
  ])
})

test.each([
  ['on a Wednesday', testNow],
  ['at the very instant of the weekly run', '2026-03-09T06:00:00.000Z'],
  ['on a Monday, three hours after the weekly run', '2026-03-09T09:00:00.000Z'],
  ['late on a Sunday', '2026-03-08T23:30:00.000Z'],
  ['on New Year, in another ISO year', '2027-01-01T10:00:00.000Z'],
])('a school that was entered %s, before any weekly run, has no finding', async (_when, now) => {
  const url = await school((session) => session.query(enrol), now)
  expect(await unwell(url, { now })).toEqual([])
})

test('a school whose weekly run came just now has no finding', async () => {
  const url = await school(async (session) => {
    await session.query(enrol)
    await generate(session, { what: 'weekly', now: testNow, lookBackDays: 0 })
  })
  expect(await unwell(url)).toEqual([])
})

test('the sample school has no finding', async () => {
  const url = await school((session) => loadSampleSchool(session, testNow))
  expect(await unwell(url)).toEqual([])
})

test('a school that was restored has no finding: no statistics, and rows that no trigger saw', async () => {
  const original = await school((session) => loadSampleSchool(session, testNow))
  const restored = await school(async () => undefined)
  await restore(original, restored)
  expect(await unwell(restored)).toEqual([])
  // The backup is of today, and the last look that it knows of was three weeks ago.
  expect(await unwell(restored, { watermark: '2026-02-18T11:00:00.000Z' })).toEqual([])
})

test('a school of a million classes has no finding', async () => {
  const url = await school(async (session) => {
    await session.query(readFileSync(new URL('million-classes.sql', import.meta.url), 'utf8'))
    await session.query('vacuum (analyze)')
    const { rows } = await session.query('select count(*) from public.classes')
    expect(rows).toEqual([{ count: 1_000_000 }])
  })
  expect(await unwell(url)).toEqual([])
}, 180_000)
