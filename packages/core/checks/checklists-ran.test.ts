import { look, scratchDatabase } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { checklistsRan } from './checklists-ran.ts'

const database = scratchDatabase()
beforeEach(() => database.session.query('truncate rollcall.runs cascade'))

async function run(checklist: string, now: string, state = 'pass', environment = 'production') {
  await database.session.query(
    `with run as (
       insert into rollcall.runs (checklist, environment, now) values ($1, $2, $3) returning id
     )
     insert into rollcall.verdicts (run_id, check_id, state, verdict)
     select id, 'missing-classes', $4, '{}' from run`,
    [checklist, environment, now, state],
  )
}

const at = (now: string) => look(database, checklistsRan, { now })

test('is clear, finds a daily checklist that nobody ran, and is clear when it ran', async () => {
  await run('daily', '2026-03-09T05:00:00Z')
  expect(await at('2026-03-10T17:00:00.000Z')).toMatchObject({
    state: 'pass',
    evidence: { runs: 1, lastRuns: { weekly: null } },
  })
  expect(await at('2026-03-10T17:00:00.001Z')).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'checklist/daily',
        detail:
          'The daily checklist last ran on 2026-03-09 at 05:00 UTC, though it is due every day: see whether its schedule still runs.',
        subject: { checklist: 'daily' },
      },
    ],
  })
  await run('daily', '2026-03-10T17:00:00Z')
  expect(await at('2026-03-10T17:00:00.001Z')).toMatchObject({ state: 'pass' })
})

test('expects each checklist from the first run of any on, and a run of all or of several is one of each', async () => {
  await run('daily', '2026-01-01T05:00:00Z')
  await run('daily weekly', '2026-02-01T05:00:00Z')
  const now = '2026-02-01T17:01:00.000Z'
  expect(await at(now)).toMatchObject({
    findings: [
      {
        key: 'checklist/monthly',
        detail:
          'The monthly checklist has not run since the first run of any, on 2026-01-01, though it is due every month: see whether its schedule is there.',
      },
    ],
  })
  await run('all', '2026-02-01T17:00:00Z')
  expect(await at(now)).toMatchObject({ state: 'pass' })
  expect(await at('2026-02-09T05:01:00.000Z')).toMatchObject({
    findings: [{ key: 'checklist/daily' }, { key: 'checklist/weekly' }],
  })
})

test('counts neither a run that could not look, nor one of single checks, nor another environment, nor the present one', async () => {
  await run('all', '2026-03-01T05:00:00Z')
  const now = '2026-03-05T05:00:00.000Z'
  await run('daily', '2026-03-04T05:00:00Z', 'unknown')
  await run('missing-classes', '2026-03-04T05:00:00Z')
  await run('daily', '2026-03-04T05:00:00Z', 'pass', 'staging')
  await run('daily', now)
  expect(await at(now)).toMatchObject({ findings: [{ key: 'checklist/daily' }] })
})

test('has nothing to miss before the first run', async () => {
  expect(await at('2026-03-05T05:00:00.000Z')).toMatchObject({
    state: 'pass',
    evidence: { runs: 0, firstRun: null },
  })
})
