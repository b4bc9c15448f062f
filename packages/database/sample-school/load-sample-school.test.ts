import { allChecks, defaultConfig, OperatorError, runChecks } from '@rollcall/core'
import { templateDatabase } from '@rollcall/testing'
import { describe, expect, inject, test } from 'vitest'
import { connect, type Session, withSession } from '../connect.ts'
import { createScratch } from '../scratch.ts'
import { loadSampleSchool } from './load-sample-school.ts'

/** Loads the school into a database of its own, and hands it to `use`. */
async function withSchool<T>(
  now: string,
  use: (session: Session, url: string) => Promise<T>,
  options: { now?: string; before?: string } = { now },
): Promise<T> {
  const scratch = await createScratch(inject('server'), templateDatabase)
  try {
    return await withSession(scratch.url, options, async (session) => {
      if (options.before) await session.query(options.before)
      await loadSampleSchool(session, now)
      return use(session, scratch.url)
    })
  } finally {
    await scratch.drop()
  }
}

const ask = async (session: Session, sql: string, values: unknown[] = []) =>
  (await session.query(sql, values)).rows

const missing = `
  select m.* from rollcall.missing_classes(
    (select min(start_date) from public.students),
    rollcall.local_date(rollcall.last_weekly_run_due($1)) + 13, $1
  ) as m`

/** What can't have happened by $1, or not in that order. */
const impossible = `
  select 'student' as what, id from public.students where greatest(created_at, updated_at) > $1
  union all
  select 'class', id from public.classes
  where greatest(created_at, updated_at, generated_at, edited_at) > $1
     or created_at > least(updated_at, edited_at)
     or created_at > starts_at
     or starts_at > $1 and (status in ('completed', 'no_show') or payment_status = 'paid')
  union all
  select 'log', id from public.class_generation_logs
  where trigger_time > $1 or trigger_time < $1 - interval '30 days'`

/** The whole-school runs: when by the school's clock, what they say, and what their rows add up to. */
const runs = `
  select to_char(r.trigger_time at time zone 'Europe/Madrid', 'ID HH24:MI') as at,
         count(l.id) > 0 as has_rows,
         r.message = format('%s classes created for %s students', coalesce(sum(l.classes_created), 0), count(l.id))
           and g.classes_created = coalesce(sum(l.classes_created), 0) as adds_up
  from public.class_generation_logs as r
  join rollcall.generation_runs as g on g.started_at = r.trigger_time
  left join public.class_generation_logs as l
    on l.trigger_time = r.trigger_time and l.operation = 'scheduled' and l.student_id is not null
  where r.student_id is null
  group by r.id, g.classes_created
  order by r.id`

describe.each([
  ['a Wednesday noon', '2026-03-11T11:00:00.000Z'],
  ['a Monday before the weekly run', '2026-03-09T02:00:00.000Z'],
  ['the very instant of the weekly run', '2026-03-09T05:00:00.000Z'],
  ['the end of a Sunday on which the clock changes', '2026-03-29T21:59:00.000Z'],
  ['the first weekly run after the clock has changed', '2026-03-30T04:00:00.000Z'],
  ['a leap day', '2028-02-29T12:00:00.000Z'],
  ['the first second of a year', '2026-01-01T00:00:00.000Z'],
])('at %s', (_when, now) => {
  test('every check passes, no class is missing or doubled, and nothing is out of time', () =>
    withSchool(now, async (session, url) => {
      const verdicts = await runChecks({
        checks: allChecks,
        config: defaultConfig,
        now,
        open: () => connect(url, { now }),
        watermarks: new Map(),
      })
      const unwell = verdicts.filter(({ state }) => state !== 'pass')
      expect(unwell.map(({ check, state }) => [check, state])).toEqual([
        ['schedules-active', 'skipped'],
      ])
      expect(await ask(session, missing, [now])).toEqual([])
      expect(await ask(session, 'select * from rollcall.rank_duplicate_classes()')).toEqual([])
      expect(await ask(session, impossible, [now])).toEqual([])
      const run = { at: '1 06:00', has_rows: true, adds_up: true }
      expect(await ask(session, runs)).toEqual([run, run, run, run])
    }))
})

const now = '2026-03-11T11:00:00.000Z'

test('is the same each time it is loaded, whatever the clock of the session says', async () => {
  const digest = `
    select md5(string_agg(r, '' order by r)) as rows from (
      select s::text as r from public.students as s
      union all select c::text from public.courses as c
      union all select c::text from public.classes as c
      union all select l::text from public.class_generation_logs as l
      union all select v::text from rollcall.schedule_versions as v
      union all select g::text from rollcall.generation_runs as g
      union all select c::text from rollcall.closures as c
      union all select s::text from rollcall.school as s
    ) as all_rows`
  const [one, two] = await Promise.all([
    withSchool(now, (session) => ask(session, digest)),
    withSchool(now, (session) => ask(session, digest), {}),
  ])
  expect(one).toEqual(two)
})

test('looks like a school: its size, zones, comings and goings, and what is settled', () =>
  withSchool(now, async (session) => {
    expect(
      await ask(
        session,
        `select count(*) as students,
                count(distinct course_id) as courses,
                count(*) filter (where archived_at is not null) as archived,
                count(*) filter (where paused_from is not null) as paused,
                count(*) filter (where end_date < '2026-03-11') as ended,
                count(*) filter (where start_date > '2026-03-11') as to_come,
                count(*) filter (where fixed_schedule::text like '%Mexico%') as in_mexico
         from public.students`,
      ),
    ).toEqual([
      { students: 312, courses: 12, archived: 5, paused: 5, ended: 6, to_come: 7, in_mexico: 39 },
    ])
    expect(
      await ask(
        session,
        `select array_agg(distinct timezone order by timezone) as zones,
                max(date) - min(date) > 180 as has_history,
                count(*) filter (where date <> origin_date) > 50 as has_moved,
                array_agg(distinct status order by status) as statuses,
                max(date) filter (where payment_status = 'paid') as paid_up_to,
                count(*) filter (where payment_status = 'unpaid' and status = 'completed' and date <= '2026-02-08') as owed
         from public.classes`,
      ),
    ).toEqual([
      {
        zones: ['America/Mexico_City', 'Europe/Madrid'],
        has_history: true,
        has_moved: true,
        statuses: ['cancelled', 'completed', 'no_show', 'scheduled'],
        paid_up_to: '2026-02-08',
        owed: 0,
      },
    ])
  }))

test('goes only into an empty school', () =>
  withSchool(now, async (session) => {
    const again = loadSampleSchool(session, now)
    await expect(again).rejects.toThrow(OperatorError)
    await expect(again).rejects.toThrow(/There are students in this database already/)
  }))

test('takes its own courses where there are others already', () =>
  withSchool(
    now,
    async (session) => {
      const taken = `select count(*) as students, min(course_id) as first, max(course_id) as last from public.students`
      expect(await ask(session, taken)).toEqual([{ students: 312, first: 3, last: 14 }])
    },
    { before: "insert into public.courses (name) values ('Chess'), ('Choir')" },
  ))
