import { runRollcall } from '@rollcall/testing'
import { toldFaults } from '@rollcall/testing/faults'
import { beforeAll, describe, expect, test } from 'vitest'

type Verdict = { check: string; state: string; findings: unknown[]; done?: string }
/** The embedded server has no pg_cron, which `schedules-active` says and does not count as a fault. */
const isUnwell = ({ check, state }: Verdict) =>
  state !== (check === 'schedules-active' ? 'skipped' : 'pass')

type Story = Record<'healthy' | 'faulty' | 'mended', Verdict[]> & { planted: string[] }

describe.each(['2026-03-11T11:00:00Z', '2026-03-30T03:30:00Z', '2026-10-25T22:00:00Z'])(
  'the story told at %s',
  (now) => {
    let story: Story
    let code: number
    beforeAll(async () => {
      const told = await runRollcall(['demo', '--json', '--now', now])
      code = told.code
      story = JSON.parse(told.out) as Story
    })

    const state = (verdicts: Verdict[], check: string) =>
      verdicts.find((verdict) => verdict.check === check)?.state

    test('begins with a school in which every check passes', () => {
      expect(story.healthy.filter(isUnwell)).toEqual([])
    })

    test.each(toldFaults)('the fault $name is seen by $seenBy', ({ seenBy }) => {
      expect(['fail', 'remedied']).toContain(state(story.faulty, seenBy))
    })

    test('fixes what is safe and leaves the rest to a person', () => {
      const moved = story.faulty.filter(isUnwell)
      expect(Object.fromEntries(moved.map(({ check, state }) => [check, state]))).toEqual({
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

    test('ends with every check passing and exit code 0', () => {
      expect(story.mended.filter(isUnwell)).toEqual([])
      expect(code).toBe(0)
    })
  },
)

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
  // Piped into a log there is no colour, and nothing on standard error.
  expect(out).not.toContain('\u001b')
  expect(err).toBe('')
  expect(code).toBe(0)
})
