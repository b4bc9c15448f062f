import { defaultConfig, type Verdict } from '@rollcall/core'
import { dailyAt, dailyRun, failing, passing, scratchDatabase, unknowing } from '@rollcall/testing'
import { type Fault, type Issue, startGitHub } from '@rollcall/testing/github'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectGitHub } from './client.ts'
import { readMarker, readState } from './marker.ts'
import { databaseMemory, type Memory } from './memory.ts'
import { applyIssues } from './reconcile.ts'

const github = await startGitHub()
const scratch = scratchDatabase()
beforeEach(async () => {
  await github.reset()
  await scratch.session.query('truncate rollcall.issues')
})
afterEach(() => vi.useRealTimers())
afterAll(() => github.stop())

const checks = ['old-logs', 'missing-classes', 'row-level-security']
const kinds: Fault['kind'][] = [
  401,
  403,
  404,
  410,
  422,
  429,
  502,
  'rate-limit',
  'lost-before',
  'lost-after',
  'malformed',
]

/** Chance that comes out the same each time. */
function dice(seed: number) {
  let state = seed
  return <T>(sides: T[]): T => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return sides[Math.floor(state / 65_536) % sides.length] as T
  }
}

/** Tells a day's run; answers what was not done, or nothing where the run could not begin. */
async function tell(day: number, verdicts: Verdict[], memory?: Memory) {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(dailyAt(day)) })
  const { tokens, repository, url: apiUrl } = github
  const access = { token: tokens.actions, repository, apiUrl, polite: false }
  return applyIssues({
    github: connectGitHub(access),
    config: defaultConfig,
    results: [dailyRun(day, ...verdicts)],
    links: { repository: `https://github.com/${repository}` },
    ...(memory ? { memory } : {}),
  }).then(
    ({ undone }) => undone,
    (error: unknown) => void expect(error).toMatchObject({ name: 'OperatorError' }),
  )
}

/** Some hours later somebody does something about an issue, as people do. */
async function interfere({ number, body: text }: Issue, roll: ReturnType<typeof dice>) {
  vi.setSystemTime(Date.now() + roll([2, 9, 15]) * 60 * 60 * 1000)
  const [who, method, path, body] = roll([
    ['teacher', 'POST', '/comments', { body: '/rollcall silence 4d' }],
    ['owner', 'POST', '/comments', { body: '/rollcall wake' }],
    ['visitor', 'POST', '/comments', { body: '/rollcall silence 30d' }],
    ['teacher', 'PATCH', '', { state: 'closed', state_reason: 'not_planned' }],
    ['teacher', 'PATCH', '', { state: 'closed' }],
    ['owner', 'PATCH', '', { state: 'open' }],
    ['owner', 'PATCH', '', { body: `We know of this.\n\n${text}` }],
  ] as const)
  await fetch(`${github.url}/repos/${github.repository}/issues/${number}${path}`, {
    method,
    headers: { authorization: `token ${github.tokens[who]}` },
    body: JSON.stringify(body),
    // What breaks may break this.
  }).catch(() => undefined)
}

test.each([
  [1, 'with'],
  [2, 'without'],
  [3, 'with'],
])(
  'whatever breaks and whoever interferes for six weeks, the issues come out right: %i, %s a database',
  { timeout: 240_000 },
  async (seed, database) => {
    const memory = database === 'with' ? databaseMemory(scratch.session) : undefined
    const roll = dice(seed)
    const wrong = new Map<string, string[]>()
    for (let day = 1; day <= 42; day++) {
      for (const check of checks) {
        const now = roll([undefined, [], [], [], ['a'], ['b', 'c']])
        if (now) wrong.set(check, now)
      }
      const verdicts = checks.map((check) => {
        const keys = wrong.get(check) ?? []
        if (roll([true, false, false, false, false, false])) return unknowing(check)
        return keys.length > 0 ? failing(check, keys) : passing(check)
      })
      if (roll([true, false])) github.fail({ call: roll([1, 2, 3, 4, 5, 6, 8]), kind: roll(kinds) })
      await tell(day, verdicts, memory)
      const issues = await github.issues()
      if (issues.length > 0 && roll([true, false, false])) {
        await interfere(roll(issues), roll)
      }
    }

    // When silences are over, and nothing breaks any more, each failure has one issue.
    for (const day of [43, 44, 75, 76]) {
      const undone = await tell(
        day,
        checks.map((check) => failing(check, ['z'])),
        memory,
      )
      if (day > 43) expect(undone).toEqual([])
    }
    const open = (await github.issues()).filter(({ state }) => state === 'open')
    expect(open.map(({ body }) => readMarker(body)?.fingerprint).toSorted()).toEqual(
      checks.map((check) => `production/${check}`).toSorted(),
    )
    expect(open.map(({ body }) => readState(body)?.silence)).toEqual(checks.map(() => undefined))

    await tell(77, checks.map(passing), memory)
    expect((await github.issues()).filter(({ state }) => state === 'open')).toEqual([])
    github.calls.length = 0
    await tell(78, checks.map(passing), memory)
    expect(github.calls).toHaveLength(2)
  },
)
