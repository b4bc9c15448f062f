import { describe, expect, test } from 'vitest'
import { type ScheduledRun, standingOf, type Watched } from './standing.ts'
import { parseWorkflow } from './workflow-files.ts'

const now = '2026-03-11T11:00:00.000Z'
const usual = { now, graceHours: 12, redCounts: false }

const run = (createdAt: string, conclusion: string | null = 'success'): ScheduledRun => ({
  createdAt,
  status: conclusion ? 'completed' : 'in_progress',
  conclusion,
})

/** Daily at 05:17 in Madrid, which is 04:17 UTC in winter. */
function daily(runs: ScheduledRun[], more: Partial<Watched> = {}, cron = '17 5 * * *'): Watched {
  return {
    workflow: parseWorkflow(
      'daily.yml',
      `on: { schedule: [{ cron: '${cron}', timezone: Europe/Madrid }] }`,
    ),
    state: 'active',
    since: '2026-01-01T00:00:00Z',
    runs,
    ...more,
  }
}

const problem = (watched: Watched, judging = usual) => standingOf(watched, judging).problem

describe('a daily workflow', () => {
  test('that ran today, or is not yet too late for today, is well', () => {
    expect(problem(daily([run('2026-03-11T04:25:00Z')]))).toBeUndefined()
    expect(problem(daily([run('2026-03-10T04:25:00Z')]))).toBeUndefined()
  })

  test('is missed once it is later than the grace', () => {
    const yesterday = daily([run('2026-03-10T04:25:00Z')])
    const at = (time: string) => problem(yesterday, { ...usual, now: `2026-03-11T${time}:00.000Z` })
    expect(at('16:16')).toBeUndefined()
    expect(at('16:17')).toEqual({ kind: 'missed', due: '2026-03-11T04:17:00.000Z', times: 1 })
  })

  test.each(['failure', 'cancelled', 'timed_out', 'skipped', null])(
    'whose runs end as %s has not run',
    (conclusion) => {
      const runs = [run('2026-03-10T04:25:00Z', conclusion), run('2026-03-08T04:25:00Z')]
      expect(problem(daily(runs))).toEqual({
        kind: 'missed',
        due: '2026-03-10T04:17:00.000Z',
        times: 2,
      })
    },
  )

  test('that is red because of findings has run, where the configuration makes it red', () => {
    const runs = (conclusion: string) => daily([run('2026-03-10T04:25:00Z', conclusion)])
    expect(problem(runs('failure'), { ...usual, redCounts: true })).toBeUndefined()
    expect(problem(runs('timed_out'), { ...usual, redCounts: true })).toMatchObject({
      kind: 'missed',
    })
  })

  test('heals with the next run, however many were lost', () => {
    expect(problem(daily([run('2026-03-11T09:00:00Z'), run('2026-02-01T04:17:00Z')]))).toBe(
      undefined,
    )
  })

  test('made seconds before its time is the run for that time', () => {
    const runs = [run('2026-03-10T04:16:40Z')]
    expect(problem(daily(runs))).toBeUndefined()
  })

  test('counts no run that is later than the clock', () => {
    const runs = [run('2026-03-12T04:17:00Z'), run('2026-03-09T04:17:00Z')]
    expect(standingOf(daily(runs), usual)).toMatchObject({
      problem: { kind: 'missed', due: '2026-03-10T04:17:00.000Z' },
      newest: { createdAt: '2026-03-09T04:17:00Z' },
    })
  })
})

describe('a workflow without runs', () => {
  test('that was never due yet is well, and missed once it was due and has had its grace', () => {
    expect(problem(daily([], { since: '2026-03-10T05:00:00Z' }))).toBeUndefined()
    expect(problem(daily([], { since: '2026-03-10T04:00:00Z' }))).toEqual({
      kind: 'missed',
      due: '2026-03-10T04:17:00.000Z',
      times: 1,
    })
  })

  test('whose schedule never comes is well', () => {
    expect(problem(daily([], {}, '0 0 30 2 *'))).toBeUndefined()
  })
})

test('follows the zone through a change of the clock', () => {
  const runs = [run('2026-03-29T03:20:00Z'), run('2026-03-28T04:20:00Z')]
  const standing = standingOf(daily(runs), { ...usual, now: '2026-03-29T20:00:00.000Z' })
  expect(standing).toMatchObject({ lastDue: '2026-03-29T03:17:00.000Z', latenessHours: 0.1 })
})

describe('grace', () => {
  const late = (hours: number) =>
    Array.from({ length: 20 }, (_, day) =>
      run(new Date(Date.UTC(2026, 2, 10 - day, 4, 17) + hours * 3_600_000).toISOString()),
    )
  test('is what is set while runs are punctual', () =>
    expect(standingOf(daily(late(0.2)), usual)).toMatchObject({
      latenessHours: 0.2,
      graceHours: 12,
    }))
  test('is twice the usual lateness where that is more', () =>
    expect(standingOf(daily(late(8)), usual)).toMatchObject({ graceHours: 16 }))
  test('is never more than the time between two due runs', () =>
    expect(standingOf(daily(late(14)), usual)).toMatchObject({ graceHours: 24 }))
  test('is not stretched by one run in twenty', () => {
    const runs = [...late(0.2).slice(0, 19), run('2026-02-19T20:17:00Z')]
    expect(standingOf(daily(runs), usual)).toMatchObject({ latenessHours: 0.2 })
  })
})

describe('what explains that nothing runs', () => {
  const old = [run('2026-02-01T04:25:00Z')]
  test.each(['disabled_manually', 'disabled_inactivity', 'disabled_fork'])('%s', (state) =>
    expect(problem(daily(old, { state }))).toEqual({ kind: 'disabled', state }),
  )
  test('a file that GitHub does not know', () =>
    expect(problem(daily([], { state: 'absent' }))).toEqual({ kind: 'absent' }))
  test('a run that could not start, at once', () => {
    const at = '2026-03-11T04:25:00Z'
    const runs = [run(at, 'startup_failure'), run('2026-03-10T04:25:00Z')]
    expect(problem(daily(runs))).toEqual({ kind: 'startup', at })
  })
  test('a schedule that GitHub can not read', () =>
    expect(problem(daily(old, {}, '@daily'))).toMatchObject({ kind: 'unreadable' }))
})
