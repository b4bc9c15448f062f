import { defaultConfig, type Verdict } from '@rollcall/core'
import { dailyRun, failing, passing, remediedBy, scratchDatabase } from '@rollcall/testing'
import { type Fault, type GitHub, startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectGitHub } from './client.ts'
import { readEvent, readMarker, readState } from './marker.ts'
import { databaseMemory } from './memory.ts'
import { applyIssues } from './reconcile.ts'

let github: GitHub
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(() => github.stop())
const database = scratchDatabase()

type Told = { day: number; verdicts: Verdict[] }

const check = 'missing-classes'
const one = (keys: string[]) => failing(check, keys)
const other = (keys: string[]) => failing('old-logs', keys)

/** What was before, what is told when a call breaks, and what the next run tells. */
const stories: { name: string; before: Told[]; broken: Told; next: Told; silence?: boolean }[] = [
  {
    name: 'two issues open',
    before: [],
    broken: { day: 2, verdicts: [one(['a']), other(['a'])] },
    next: { day: 3, verdicts: [one(['a']), other(['a'])] },
  },
  {
    name: 'other things fail',
    before: [{ day: 2, verdicts: [one(['a'])] }],
    broken: { day: 3, verdicts: [one(['b', 'c'])] },
    next: { day: 4, verdicts: [one(['b', 'c'])] },
  },
  {
    name: 'a reminder is due',
    before: [{ day: 2, verdicts: [one(['a'])] }],
    broken: { day: 10, verdicts: [one(['a'])] },
    next: { day: 11, verdicts: [one(['a'])] },
  },
  {
    name: 'one is well again, and one is remedied',
    before: [{ day: 2, verdicts: [one(['a']), other(['a'])] }],
    broken: { day: 3, verdicts: [passing(check), remediedBy('old-logs', '3 rows went.')] },
    next: { day: 4, verdicts: [passing(check), passing('old-logs')] },
  },
  {
    name: 'it fails again',
    before: [
      { day: 2, verdicts: [one(['a'])] },
      { day: 3, verdicts: [passing(check)] },
    ],
    broken: { day: 4, verdicts: [one(['a'])] },
    next: { day: 5, verdicts: [one(['a'])] },
  },
  {
    name: 'somebody silenced it',
    before: [{ day: 2, verdicts: [one(['a'])] }],
    silence: true,
    broken: { day: 3, verdicts: [one(['b'])] },
    next: { day: 4, verdicts: [one(['b'])] },
  },
  {
    name: 'a check is gone',
    before: [{ day: 2, verdicts: [failing('no-longer-there')] }],
    broken: { day: 3, verdicts: [passing(check)] },
    next: { day: 4, verdicts: [passing(check)] },
  },
]

const kinds: Fault['kind'][] = [
  401,
  403,
  404,
  410,
  422,
  429,
  500,
  502,
  503,
  'secondary-limit',
  'rate-limit',
  'time-out',
  'lost-before',
  'lost-after',
  'malformed',
]

const memories: [name: string, kept: () => object, kinds: Fault['kind'][]][] = [
  ['without a database', () => ({}), kinds],
  [
    'with the memory of a database',
    () => ({ memory: databaseMemory(database.session) }),
    [404, 410, 500, 'rate-limit', 'lost-before', 'lost-after', 'malformed'],
  ],
]

/** Tells a run; answers whether all was done. */
async function tell({ day, verdicts }: Told, kept: object, timeout = 30_000): Promise<boolean> {
  const access = {
    token: github.tokens.actions,
    repository: github.repository,
    apiUrl: github.url,
    polite: false,
    timeout,
  }
  try {
    const { undone } = await applyIssues({
      github: connectGitHub(access),
      config: {
        ...defaultConfig,
        issues: { ...defaultConfig.issues, assignees: ['teacher'] },
      },
      results: [dailyRun(day, ...verdicts)],
      links: { repository: `https://github.com/${github.repository}` },
      ...kept,
    })
    return undone.length === 0
  } catch (error) {
    expect(error).toMatchObject({ name: 'OperatorError' })
    return false
  }
}

/** What people see: nothing of it may depend on a call that broke. */
async function seen() {
  const issues = await github.issues()
  const all = issues.map(({ title, body, state, stateReason, labels, assignees, comments }) => ({
    title,
    state,
    stateReason,
    labels: labels.toSorted(),
    assignees,
    episode: readMarker(body)?.episode,
    fingerprint: readMarker(body)?.fingerprint,
    told: readState(body)?.subjects,
    silenced: readState(body)?.silence !== undefined,
    events: comments.map((comment) => readEvent(comment.body)),
  }))
  // Which of two comes first may differ.
  return all.toSorted((a, b) => a.title.localeCompare(b.title))
}

describe.each(memories)('%s', (_name, kept, faults) => {
  test.each(stories)(
    'whichever call breaks while $name, the next run leaves what it would have left',
    { timeout: 120_000 },
    async ({ before, silence, broken, next }) => {
      const begin = async () => {
        await github.reset()
        await database.session.query('truncate rollcall.issues')
        for (const told of before) expect(await tell(told, kept())).toBe(true)
        if (silence) await silenceTheFirst()
        github.calls.length = 0
      }
      await begin()
      await tell(broken, kept())
      const calls = github.calls.length
      await tell(next, kept())
      const whole = await seen()

      for (let call = 1; call <= calls; call++) {
        for (const kind of faults) {
          await begin()
          github.fail({ call, kind })
          const done = await tell(broken, kept(), kind === 'time-out' ? 300 : undefined)
          const { method, path } = github.calls[call - 1] ?? {}
          const at = `${kind} at call ${call} of ${calls}, ${method} ${path}`
          await tell(next, kept())
          // Where nobody can see who may silence, nobody does.
          if (/^40[34] .*\/permission$/.test(at)) continue
          expect({ at, seen: await seen() }).toEqual({ at, seen: whole })
          if (done) expect(`${at} was told`).toMatch(tolerated)
        }
      }
    },
  )
})

/** What may go wrong without a word, because nothing depends on it. */
const tolerated = new RegExp(
  [
    // Who the token is, which the first issue tells; a number whose issue is not there, which is looked for.
    ' at \\S+ \\d+ of \\d+, GET /user',
    '4(04|10) at \\S+ \\d+ of \\d+, GET \\S+/issues/\\d+ ',
    // A label, an assignee, and what can't be seen of somebody's rights.
    '(GET|POST) \\S+/labels',
    '(404|422) at \\S+ \\d+ of \\d+, POST \\S+/assignees',
    '40[34] at \\S+ \\d+ of \\d+, GET \\S+/permission',
    // A comment that was made, whatever the answer looked like.
    'malformed at \\S+ \\d+ of \\d+, (POST \\S+/comments|PATCH \\S+/issues/\\d+) ',
  ].join('|'),
)

async function silenceTheFirst() {
  const [first] = await github.issues()
  const path = `/repos/${github.repository}/issues/${first?.number}/comments`
  const answer = await fetch(`${github.url}${path}`, {
    method: 'POST',
    headers: { authorization: `token ${github.tokens.teacher}` },
    body: JSON.stringify({ body: '/rollcall silence 7d' }),
  })
  expect(answer.status).toBe(201)
}
