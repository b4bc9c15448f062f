import { allChecks, defaultConfig, runChecks } from '@rollcall/core'
import { templateDatabase } from '@rollcall/testing'
import { expect, inject, test } from 'vitest'
import { connect, withSession } from '../connect.ts'
import { createScratch } from '../scratch.ts'
import { loadSampleSchool } from './load-sample-school.ts'

/** Loads the school into a database of its own, and hands it to `use`. */
async function withSchool<T>(now: string, use: (url: string) => Promise<T>): Promise<T> {
  const scratch = await createScratch(inject('server'), templateDatabase)
  try {
    await withSession(scratch.url, { now }, (session) => loadSampleSchool(session, now))
    return await use(scratch.url)
  } finally {
    await scratch.drop()
  }
}

const ask = (url: string, sql: string) =>
  withSession(url, {}, async (session) => (await session.query(sql)).rows)

test.each([
  ['a Wednesday noon', '2026-03-11T11:00:00.000Z'],
  ['a Monday before the weekly run', '2026-03-09T02:00:00.000Z'],
  ['a Monday just after the weekly run', '2026-03-09T05:30:00.000Z'],
  ['the end of a Sunday on which the clock changes', '2026-03-29T21:59:00.000Z'],
  ['a leap day', '2028-02-29T12:00:00.000Z'],
  ['the first second of a year', '2026-01-01T00:00:00.000Z'],
])('is healthy at %s', async (_when, now) => {
  await withSchool(now, async (url) => {
    const verdicts = await runChecks({
      checks: allChecks,
      config: defaultConfig,
      now,
      open: () => connect(url, { now }),
      watermarks: new Map(),
    })
    expect(verdicts.filter(({ state }) => state !== 'pass')).toEqual([])
  })
})

const now = '2026-03-11T11:00:00.000Z'

test('is the same each time it is loaded', async () => {
  const digest = `select md5(string_agg(r, '' order by r)) as rows from (
    select s::text as r from public.students as s
    union all select (to_jsonb(c) - 'updated_at' - 'id')::text from public.classes as c
    union all select (to_jsonb(l) - 'id')::text from public.class_generation_logs as l
  ) as all_rows`
  const [one, two] = await Promise.all([
    withSchool(now, (url) => ask(url, digest)),
    withSchool(now, (url) => ask(url, digest)),
  ])
  expect(one).toEqual(two)
})

test('looks like a school: size, zones, history, what is settled, and every stored shape', async () => {
  await withSchool(now, async (url) => {
    expect(
      await ask(
        url,
        `select count(*) as students,
                count(*) filter (where archived_at is not null) > 0 as has_archived,
                count(*) filter (where paused_from is not null) > 0 as has_paused,
                count(*) filter (where start_date > '2026-03-11') > 0 as has_future,
                array_agg(distinct jsonb_typeof(fixed_schedule)) as shapes
         from public.students`,
      ),
    ).toEqual([
      {
        students: 312,
        has_archived: true,
        has_paused: true,
        has_future: true,
        shapes: ['array', 'object', 'string'],
      },
    ])
    expect(
      await ask(
        url,
        `select array_agg(distinct timezone order by timezone) as zones,
                max(date) - min(date) > 150 as has_history,
                count(*) filter (where payment_status = 'paid') > 1000 as has_paid,
                count(*) filter (where date <> origin_date) > 50 as has_moved,
                array_agg(distinct status order by status) as statuses
         from public.classes`,
      ),
    ).toEqual([
      {
        zones: ['America/Mexico_City', 'Europe/Madrid'],
        has_history: true,
        has_paid: true,
        has_moved: true,
        statuses: ['cancelled', 'completed', 'no_show', 'scheduled'],
      },
    ])
    expect(
      await ask(
        url,
        `select distinct e ->> 'code' as code from public.students as s
         cross join lateral jsonb_array_elements(rollcall.normalise_schedule(s.fixed_schedule, 'UTC') -> 'errors') as e`,
      ),
    ).toEqual([])
  })
})

test('goes only into an empty school', async () => {
  await withSchool(now, async (url) => {
    await expect(
      withSession(url, { now }, (session) => loadSampleSchool(session, now)),
    ).rejects.toThrow(/There are students in this database already/)
  })
})
