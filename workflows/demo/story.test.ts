import { runRollcall } from '@rollcall/testing'
import { toldFaults } from '@rollcall/testing/faults'
import { beforeAll, describe, expect, test } from 'vitest'
import { checklistsFor, everyCheck } from '../checklists.ts'

type Finding = { key: string; detail: string }
type Verdict = {
  check: string
  state: string
  findings: Finding[]
  evidence: Record<string, unknown>
  done?: string
}
/** The embedded server has no pg_cron, which `schedules-active` says and does not count as a fault. */
const isUnwell = ({ check, state }: Verdict) =>
  state !== (check === 'schedules-active' ? 'skipped' : 'pass')

type Story = Record<'healthy' | 'faulty' | 'mended', Verdict[]> & {
  planted: string[]
  environment: string
  platform: object
}

const ofPlatform = everyCheck(checklistsFor({ without: 'none is named' }))
  .filter(({ outside }) => outside)
  .map(({ id }) => id)

/** At noon, early on a Monday, in the night of the clock change, and after a weekly run was due. */
const instants = [
  '2026-03-11T11:00:00Z',
  '2026-03-30T03:30:00Z',
  '2026-10-25T22:00:00Z',
  '2026-11-23T15:00:00Z',
]

describe.each(instants)('the story told at %s', (now) => {
  let story: Story
  let code: number
  beforeAll(async () => {
    const told = await runRollcall(['demo', '--json', '--now', now])
    code = told.code
    story = JSON.parse(told.out) as Story
  })

  const find = (verdicts: Verdict[], check: string) =>
    verdicts.find((verdict) => verdict.check === check)
  const state = (verdicts: Verdict[], check: string) => find(verdicts, check)?.state

  test('begins with a school in which every check passes', () => {
    expect(story.healthy.filter(isUnwell)).toEqual([])
  })

  test.each(toldFaults)('the fault $name is seen by $seenBy', ({ seenBy }) => {
    expect(['fail', 'remedied']).toContain(state(story.faulty, seenBy))
  })

  test('fixes what is safe and leaves the rest to a person', () => {
    const moved = story.faulty.filter(isUnwell)
    expect(Object.fromEntries(moved.map(({ check, state }) => [check, state]))).toEqual({
      'edge-function-executions': 'fail',
      'backups-fresh': 'fail',
      advisors: 'fail',
      'schema-intact': 'fail',
      'failed-generations': 'remedied',
      'missing-classes': 'remedied',
      'student-data': 'fail',
      'weekly-generation-ran': 'remedied',
      'duplicate-classes': 'remedied',
      'old-logs': 'remedied',
      'row-level-security': 'fail',
    })
  })

  test('looks at every part of the platform, each time, and says of each that it is emulated', () => {
    for (const verdicts of [story.healthy, story.faulty, story.mended]) {
      const emulated = verdicts.filter(({ evidence }) => evidence.platform === 'emulated')
      expect(emulated.map(({ check }) => check).toSorted()).toEqual(ofPlatform.toSorted())
    }
    expect(story.environment).toContain('emulated')
    expect(story.platform).toEqual({
      emulated: true,
      ref: expect.stringMatching(/^[a-z]{20}$/),
      planted: ['edge-function-deleted', 'backup-failed'],
    })
  })

  test('finds at the platform what went wrong there, and what went wrong in the database', () => {
    const keys = (check: string) => find(story.faulty, check)?.findings.map(({ key }) => key)
    expect(keys('edge-function-executions')).toContain('function/class-tracking/missing')
    expect(keys('backups-fresh')).toEqual(['outcome'])
    expect(keys('advisors')).toEqual(['rls_disabled_in_public/public_payment_notes'])
  })

  test('a minute lies between two scrapes, and the logs tell of calls and requests', () => {
    const evidence = (check: string) => find(story.healthy, check)?.evidence
    expect(evidence('database-load')).toMatchObject({ seconds: 60, cpuShare: 0.06 })
    expect(evidence('edge-function-errors')).toMatchObject({
      byFunction: { 'class-tracking': { 200: expect.any(Number) } },
    })
    expect(evidence('sign-in-anomalies')).toMatchObject({ countries: { ES: expect.any(Number) } })
    expect(evidence('api-usage-anomalies')?.requests).toBeGreaterThan(0)
  })

  test('ends with every check passing and exit code 0', () => {
    expect(story.mended.filter(isUnwell)).toEqual([])
    expect(code).toBe(0)
  })
})

test('a person reads what happened, what was fixed, what is left and what to run next', async () => {
  const { out, err, code } = await runRollcall(['demo', '--now', '2026-03-11T11:00:00Z'])
  const chapters = [
    'Rollcall on an invented school',
    'A healthy school',
    'Then things go wrong',
    'allowed to fix what is safe',
    'What a person must still do',
    'everything is looked at once more',
    'Next, on your own database',
  ]
  const places = chapters.map((chapter) => out.indexOf(chapter))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(out).toContain('npx rollcall migrate')
  expect(out).toMatch(/Supabase is emulated, .* by its API holds 7,\d{3} classes/)
  const all = ofPlatform.length
  expect(
    out.match(new RegExp(`emulated Supabase +${all} checks: ✔ ${all} pass`, 'g')),
  ).toHaveLength(2)
  expect(out).toContain('daily: emulated Supabase')
  expect(out).toContain('• edge-function-executions: deploy class-tracking')
  // Piped into a log there is no colour, and nothing on standard error.
  expect(out).not.toContain('\u001b')
  expect(err).toBe('')
  expect(code).toBe(0)
})
