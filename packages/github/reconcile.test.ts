import { allChecks, type Check, type Config, defaultConfig, type Verdict } from '@rollcall/core'
import {
  dailyAt,
  dailyRun,
  failing,
  passing,
  remediedBy,
  scratchDatabase,
  skipping,
  unknowing,
} from '@rollcall/testing'
import { type GitHub, type Issue, startGitHub } from '@rollcall/testing/github'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectGitHub } from './client.ts'
import { readEvent, readMarker, readState } from './marker.ts'
import { databaseMemory, type Memory } from './memory.ts'
import { applyIssues, planIssues } from './reconcile.ts'
import type { Results } from './results.ts'

let github: GitHub
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(() => github.stop())
beforeEach(() => github.reset())
afterEach(() => vi.useRealTimers())

type Options = {
  token?: string
  issues?: Partial<Config['issues']>
  skip?: Config['skip']
  memory?: Memory
  /** Further checks that there are. */
  checks?: string[]
}

const named = (id: string): Check => ({
  id,
  title: `All is well with ${id}`,
  reads: [],
  look: () => Promise.reject(new Error('not looked at')),
})

const given = (
  results: Results[],
  { token, issues, skip = {}, memory, checks = [] }: Options = {},
) => ({
  github: connectGitHub({
    token: token ?? github.tokens.actions,
    repository: github.repository,
    apiUrl: github.url,
    polite: false,
  }),
  config: { ...defaultConfig, skip, issues: { ...defaultConfig.issues, ...issues } },
  results,
  links: {
    repository: `https://github.com/${github.repository}`,
    checks: [...allChecks, ...checks.map(named)],
  },
  ...(memory ? { memory } : {}),
})

/** What the daily run of a day says, told to GitHub. */
async function tell(day: number, verdicts: Verdict[], options?: Options) {
  const applied = await applyIssues(given([dailyRun(day, ...verdicts)], options))
  expect(applied.undone).toEqual([])
  return applied
}

const only = async (): Promise<Issue> => {
  const issues = await github.issues()
  expect(issues).toHaveLength(1)
  return issues[0] as Issue
}
const eventsOf = ({ comments }: Issue) => comments.flatMap(({ body }) => readEvent(body) ?? [])

type Who = 'owner' | 'teacher' | 'visitor' | 'actions'

/** Somebody does something by themselves, on the web page as it were. */
async function by(who: Who, method: string, path: string, body: object) {
  const answer = await fetch(`${github.url}/repos/${github.repository}${path}`, {
    method,
    headers: { authorization: `token ${github.tokens[who]}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.ok).toBe(true)
}
const says = (who: Who, number: number, text: string) =>
  by(who, 'POST', `/issues/${number}/comments`, { body: text })

/** GitHub's clock stands at noon after a day's run. */
const noonOf = (day: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(dailyAt(day)) + 7 * 60 * 60 * 1000 })

const check = 'missing-classes'
const some = failing(check, ['student/1', 'student/2'])

describe('an episode', () => {
  test('opens, stays one issue without a new comment, and closes when it is well', async () => {
    await tell(2, [some])
    const opened = await only()
    expect(opened).toMatchObject({
      state: 'open',
      author: 'github-actions[bot]',
      title: 'Failing: All is well with missing-classes (production)',
      labels: ['rollcall', 'rollcall: error'],
      comments: [],
    })
    expect(readMarker(opened.body)).toEqual({
      fingerprint: 'production/missing-classes',
      episode: 1,
      run: dailyAt(2),
    })
    expect(opened.body).toContain('`student/2`: What student/2 is about is off.')
    expect(opened.body).toContain('npx rollcall remedy create-missing-classes')

    await tell(3, [some])
    const later = await only()
    expect(later).toMatchObject({ state: 'open', comments: [] })
    expect(later.body).toContain('failing since 2026-03-02 05:00 UTC (24 hours)')
    expect(readMarker(later.body)?.run).toBe(dailyAt(3))

    await tell(5, [remediedBy(check, '6 classes were created.')])
    const closed = await only()
    expect(closed).toMatchObject({ state: 'closed', stateReason: 'completed' })
    expect(eventsOf(closed)).toEqual(['1/recovered'])
    expect(closed.comments[0]?.body).toContain(
      'Well again after 3 days (since 2026-03-02 05:00 UTC). What was done: 6 classes were created.',
    )
    expect(readState(closed.body)?.history.map(([at]) => at)).toEqual([dailyAt(2), dailyAt(5)])
  })

  test('speaks when it gets worse, when other things fail, and after a week', async () => {
    await tell(2, [failing(check, ['a'], 'warning')])
    await tell(3, [failing(check, ['a'], 'error')])
    await tell(4, [failing(check, ['b'])])
    await tell(5, [failing(check, ['b'])])
    await tell(10, [failing(check, ['b'])])
    await tell(11, [failing(check, ['b'])])
    await tell(12, [failing(check, ['b'])])
    const issue = await only()
    expect(eventsOf(issue)).toEqual([
      expect.stringMatching(/^1\/worse\/1-/),
      expect.stringMatching(/^1\/changed\/2-/),
      '1/reminder/1',
    ])
    expect(issue.labels).toEqual(['rollcall', 'rollcall: error'])
  })

  test('tells of findings that come and go as often as they do', async () => {
    for (const [place, keys] of [['a'], ['a', 'b'], ['a'], ['a', 'b']].entries()) {
      await tell(2 + place, [failing(check, keys)])
    }
    expect(eventsOf(await only())).toHaveLength(3)
  })

  test('reopens within a week, and opens another issue later, which names the old one', async () => {
    await tell(2, [some])
    await tell(3, [passing(check)])
    await tell(9, [some])
    const again = await only()
    expect(again).toMatchObject({ state: 'open' })
    expect(readMarker(again.body)?.episode).toBe(2)
    expect(eventsOf(again)).toEqual(['1/recovered', '2/again'])
    await tell(10, [passing(check)])
    await tell(18, [some])
    const issues = await github.issues()
    expect(issues.map(({ state }) => state)).toEqual(['closed', 'open'])
    expect(issues[1]?.body).toContain(`The issue before this one was #${issues[0]?.number}.`)
    expect(readMarker(issues[1]?.body)?.episode).toBe(3)
  })

  test('the same run told twice changes nothing', async () => {
    await tell(2, [some])
    const before = await github.issues()
    const { plan } = await tell(2, [some])
    expect(plan).toMatchObject([{ action: 'leave', reason: 'it tells of this run already' }])
    expect(await github.issues()).toEqual(before)
  })

  test('an older run never overwrites a newer one', async () => {
    await tell(4, [some])
    const before = await github.issues()
    const { plan } = await tell(3, [passing(check)])
    expect(plan).toMatchObject([
      { action: 'leave', reason: expect.stringContaining('a newer run') },
    ])
    await tell(3, [failing(check, ['c'])])
    expect(await github.issues()).toEqual(before)
  })

  test('what could not be looked at closes nothing', async () => {
    await tell(2, [some])
    const { plan } = await tell(3, [unknowing(check)])
    expect(plan).toMatchObject([{ action: 'leave', reason: 'it could not look: It was dark' }])
    await tell(4, [skipping(check)])
    await tell(5, [passing('old-logs')])
    expect(await only()).toMatchObject({ state: 'open', comments: [] })
  })

  test('closes after as many good runs as are asked for', async () => {
    const options = { issues: { closeAfter: { [check]: 2 } } }
    await tell(2, [some], options)
    await tell(3, [passing(check)], options)
    await tell(3, [passing(check)], options)
    expect(await only()).toMatchObject({ state: 'open' })
    await tell(4, [some], options)
    await tell(5, [passing(check)], options)
    expect(await only()).toMatchObject({ state: 'open' })
    await tell(6, [passing(check)], options)
    expect(await only()).toMatchObject({ state: 'closed', comments: [{}] })
  })

  test('a run in which nothing could be looked at is one issue', async () => {
    await tell(2, [unknowing(check), unknowing('old-logs'), unknowing('student-data')])
    expect((await only()).title).toBe('Failing: The checks can look (production)')
    await tell(3, [passing(check), unknowing('old-logs')])
    expect(await only()).toMatchObject({ state: 'closed' })
  })

  test('a check of the platform, or the watch, is not taken for one that is gone', async () => {
    const options = { checks: ['backups-fresh'] }
    await tell(2, [failing('backups-fresh'), failing('workflows-ran')], options)
    await tell(3, [passing('old-logs')], options)
    const issues = await github.issues()
    expect(issues.map(({ state }) => state)).toEqual(['open', 'open'])
    expect(issues[0]?.body).toContain('/docs/runbooks/backups-fresh.md')
    expect(issues[1]?.body).toContain('npx rollcall watch')
    await tell(4, [passing('old-logs')])
    expect((await github.issues()).map(({ state }) => state)).toEqual(['closed', 'open'])
  })

  test('a check that is gone or switched off closes its issue, and says why', async () => {
    await tell(2, [failing('no-longer-there'), some])
    await tell(3, [skipping(check)], { skip: { [check]: 'the school has *no* classes' } })
    const issues = await github.issues()
    expect(issues).toMatchObject([
      { state: 'closed', stateReason: 'not_planned' },
      { state: 'closed', stateReason: 'not_planned' },
    ])
    expect(issues.map(({ comments }) => comments[0]?.body.split('\n').at(-1))).toEqual([
      'There is no check no-longer-there any more.',
      'The check is switched off in the configuration: the school has \\*no\\* classes',
    ])
    // Its own closing as not planned is no wish to be left in peace.
    await tell(4, [some])
    expect((await github.issues())[1]).toMatchObject({ state: 'open' })
  })
})

describe('people', () => {
  test('whoever may write silences it for some time, and hears of it again afterwards', async () => {
    await tell(2, [some])
    const { number } = await only()
    await says('teacher', number, '/rollcall silence 3d the *school* moves, @everyone')
    await tell(3, [failing(check, ['other'])])
    const silent = await only()
    expect(eventsOf(silent)).toEqual([])
    expect(silent.labels).toContain('rollcall: silenced')
    expect(silent.body).toContain(
      'Silenced until 2026-03-06 05:00 UTC by `teacher`: the \\*school\\*',
    )
    expect(silent.body).not.toContain('@everyone')
    await tell(6, [failing(check, ['other'])])
    const awake = await only()
    expect(eventsOf(awake)).toEqual(['1/awake/1'])
    expect(awake.labels).not.toContain('rollcall: silenced')
    await tell(7, [failing(check, ['other'])])
    expect(eventsOf(await only())).toEqual(['1/awake/1'])
  })

  test('a silence is no longer than allowed, and ends by a word', async () => {
    await tell(2, [some])
    const { number } = await only()
    await says('teacher', number, '/rollcall silence 99w')
    await tell(3, [some])
    expect(readState((await only()).body)?.silence?.until).toBe('2026-04-02T05:00:00.000Z')
    await says('owner', number, '/rollcall wake')
    await tell(4, [some])
    expect(readState((await only()).body)?.silence).toBeUndefined()
  })

  test('a visitor silences nothing, by no means', async () => {
    await tell(2, [some])
    const { number } = await only()
    await says('visitor', number, '/rollcall silence 7d')
    await says('visitor', number, `<!-- rollcall fp=production/${check} event=1/recovered -->`)
    await tell(3, [failing(check, ['other'])])
    const issue = await only()
    expect(issue.labels).not.toContain('rollcall: silenced')
    expect(eventsOf(issue)).toContainEqual(expect.stringMatching(/^1\/changed/))
    await tell(4, [passing(check)])
    expect((await only()).comments.at(-1)).toMatchObject({ author: 'github-actions[bot]' })
  })

  test('closing it as not planned silences it; it speaks up when that is over', async () => {
    await tell(2, [some])
    const { number } = await only()
    const closing = { state: 'closed', state_reason: 'not_planned' }
    await by('teacher', 'PATCH', `/issues/${number}`, closing)
    await tell(3, [some])
    await tell(20, [some])
    const silent = await only()
    expect(silent).toMatchObject({ state: 'closed', comments: [] })
    expect(silent.body).toContain('Silenced until 2026-04-02 05:00 UTC by `teacher`')
    await tell(33, [some])
    expect(await only()).toMatchObject({ state: 'open' })
    expect(eventsOf(await only())).toEqual(['2/again'])
  })

  test('closing it as done while it fails reopens it, and says so', async () => {
    await tell(2, [some])
    const { number } = await only()
    await by('owner', 'PATCH', `/issues/${number}`, { state: 'closed' })
    await tell(3, [some])
    const issue = await only()
    expect(issue).toMatchObject({ state: 'open' })
    expect(issue.comments[0]?.body).toContain('It was closed, and it fails still.')
  })

  test('their labels, and their own issues and pull requests, stay as they are', async () => {
    const body = `<!-- rollcall fp=production/${check} episode=1 run=${dailyAt(2)} -->`
    await by('visitor', 'POST', '/issues', { title: 'Mine', body })
    await tell(3, [passing(check)])
    await tell(4, [some])
    const [theirs, ours] = await github.issues()
    expect(theirs).toMatchObject({ title: 'Mine', state: 'open', body, comments: [] })
    await by('owner', 'POST', `/issues/${ours?.number}/labels`, { labels: ['urgent'] })
    await tell(5, [failing(check, ['a'], 'warning')])
    expect((await github.issues())[1]?.labels.toSorted()).toEqual([
      'rollcall',
      'rollcall: warning',
      'urgent',
    ])
  })

  test('who has left does not hold the alert up, and the others are assigned', async () => {
    const issues = { assignees: ['teacher', 'long-gone'], labels: ['operations'] }
    const { warnings } = await tell(2, [some], { issues })
    expect(warnings).toEqual([expect.stringContaining('could not be assigned to long-gone')])
    expect(await only()).toMatchObject({
      assignees: ['teacher'],
      labels: ['rollcall', 'rollcall: error', 'operations'],
    })
  })

  test('a marker or a state edited by hand is written anew', async () => {
    await tell(2, [some])
    const { number, body } = await only()
    await by('owner', 'PATCH', `/issues/${number}`, { body: body.replace(/rollcall-state .*/, '') })
    await tell(3, [some])
    expect(readState((await only()).body)).toMatchObject({ since: dailyAt(2) })
  })

  test('of two the lower number wins', async () => {
    await tell(2, [some])
    const first = await only()
    github.lag(60_000)
    await tell(3, [some])
    github.lag(0)
    expect(await github.issues()).toHaveLength(2)
    await tell(4, [some])
    const issues = await github.issues()
    expect(issues).toMatchObject([
      { number: first.number, state: 'open', comments: [] },
      { state: 'closed', stateReason: 'duplicate' },
    ])
    expect(issues[1]?.comments[0]?.body).toContain(`Duplicate of #${first.number}`)
  })
})

describe('people, in the long run', () => {
  const silent = async () => readState((await only()).body)?.silence
  const notPlanned = { state: 'closed', state_reason: 'not_planned' }

  test('a silence lasts as long as was said, however often it is well meanwhile', async () => {
    await tell(2, [some])
    const { number } = await only()
    await says('teacher', number, '/rollcall silence 7d')
    await tell(3, [passing(check)])
    await tell(4, [some])
    const again = await only()
    expect(again).toMatchObject({ state: 'open' })
    expect(again.labels).toContain('rollcall: silenced')
    expect(eventsOf(again)).toEqual(['1/recovered'])
    await tell(11, [some])
    expect(eventsOf(await only())).toEqual(['1/recovered', '2/awake/1'])
  })

  test('a silence counts from when it was asked for, not from when a run reads it', async () => {
    noonOf(2)
    await tell(2, [some])
    await says('teacher', (await only()).number, '/rollcall silence 7d')
    await tell(31, [failing(check, ['other'])])
    expect(eventsOf(await only())).toEqual([expect.stringMatching(/^1\/changed/)])
  })

  test('a reason of any length does no harm', async () => {
    await tell(2, [some])
    const { number } = await only()
    await says('teacher', number, `/rollcall silence 7d ${'<'.repeat(65_000)}`)
    await tell(3, [some])
    expect((await only()).body.length).toBeLessThan(20_000)
    await tell(4, [remediedBy(check, '>'.repeat(70_000))])
    expect(await only()).toMatchObject({ state: 'closed' })
  })

  test('what a bot comments is no command, and nobody is asked about it', async () => {
    await tell(2, [some])
    await says('actions', (await only()).number, '/rollcall silence 7d')
    github.calls.length = 0
    await tell(3, [some])
    expect(await silent()).toBeUndefined()
    expect(github.calls.filter(({ path }) => path.includes('/permission'))).toEqual([])
  })

  test('the author may be a person, who is listened to as well', async () => {
    const token = github.tokens.teacher
    const options = { token, issues: { author: 'teacher' } }
    await tell(2, [some], options)
    const { number } = await only()
    await says('teacher', number, '/rollcall silence 1d')
    await tell(3, [some], options)
    expect(await silent()).toMatchObject({ by: 'teacher' })
    await by('teacher', 'PATCH', `/issues/${number}`, notPlanned)
    await tell(4, [some], options)
    expect(await only()).toMatchObject({ state: 'closed', stateReason: 'not_planned' })
  })

  test('what was closed as not planned long before it fails anew is no wish for peace', async () => {
    noonOf(2)
    await tell(2, [some])
    await by('teacher', 'PATCH', `/issues/${(await only()).number}`, notPlanned)
    await tell(3, [passing(check)])
    await tell(60, [some])
    expect(await github.issues()).toMatchObject([{ state: 'closed' }, { state: 'open' }])
  })

  test.each([
    ['a word', (number: number) => says('owner', number, '/rollcall wake')],
    [
      'reopening it',
      (number: number) => by('owner', 'PATCH', `/issues/${number}`, { state: 'open' }),
    ],
  ])('%s ends the silence of an issue closed as not planned', async (_what, wake) => {
    await tell(2, [some])
    const { number } = await only()
    await by('teacher', 'PATCH', `/issues/${number}`, notPlanned)
    await tell(3, [some])
    expect(await silent()).toBeDefined()
    await wake(number)
    await tell(4, [failing(check, ['other'])])
    expect(await only()).toMatchObject({ state: 'open' })
    expect(eventsOf(await only())).toHaveLength(1)
    expect(await silent()).toBeUndefined()
  })

  test('closing it as not planned counts, whatever silence was there before', async () => {
    await tell(2, [some])
    const { number } = await only()
    await says('teacher', number, '/rollcall silence 1d')
    await tell(3, [some])
    await by('teacher', 'PATCH', `/issues/${number}`, notPlanned)
    await tell(4, [some])
    await tell(20, [some])
    expect(await only()).toMatchObject({
      state: 'closed',
      stateReason: 'not_planned',
      comments: [{}],
    })
  })

  test('what is reopened by hand and well closes again, and its end is told once', async () => {
    await tell(2, [some])
    await tell(3, [passing(check)])
    await by('owner', 'PATCH', `/issues/${(await only()).number}`, { state: 'open' })
    await tell(4, [passing(check)])
    expect(await only()).toMatchObject({ state: 'closed' })
    expect(eventsOf(await only())).toEqual(['1/recovered'])
  })

  test('reopening by hand begins an episode, and its closing counts', async () => {
    await tell(2, [some])
    await tell(3, [passing(check)])
    const { number } = await only()
    await by('owner', 'PATCH', `/issues/${number}`, { state: 'open' })
    await tell(4, [some])
    expect(readMarker((await only()).body)?.episode).toBe(2)
    noonOf(20)
    await by('owner', 'PATCH', `/issues/${number}`, { state: 'closed' })
    await tell(21, [some])
    expect(await only()).toMatchObject({ state: 'open' })
  })

  test('a conversation that is locked holds up nothing but comments', async () => {
    await tell(2, [some])
    const reconciliation = given([dailyRun(3, passing(check))])
    const { rest } = reconciliation.github
    const said = { status: 403, message: 'Unable to create comment because issue is locked.' }
    const issues = { ...rest.issues, createComment: () => Promise.reject(said) }
    const locked = { ...reconciliation.github, rest: { ...rest, issues } } as never
    expect(await applyIssues({ ...reconciliation, github: locked })).toMatchObject({
      undone: [],
      warnings: [expect.stringContaining('its conversation is locked')],
    })
    expect(await only()).toMatchObject({ state: 'closed', comments: [] })
  })

  test.each([
    ['edited to a later run', (body: string) => body.replace('2026-', '2046-')],
    ['edited to another check', (body: string) => body.replace(check, 'old-logs')],
    ['pushed down', (body: string) => `We know of this.\n\n${body}`],
    ['taken away', (body: string) => body.replace(/^.*\n/, '')],
  ])('a first line that was %s holds up nothing', async (_what, edit) => {
    await tell(2, [some])
    const { number, body } = await only()
    await by('owner', 'PATCH', `/issues/${number}`, { body: edit(body) })
    await tell(3, [some, passing('old-logs')])
    expect(readMarker((await only()).body)).toMatchObject({
      fingerprint: `production/${check}`,
      run: dailyAt(3),
    })
    await tell(4, [passing(check)])
    expect(await only()).toMatchObject({ state: 'closed' })
  })

  test('capitals make no difference in logins and labels', async () => {
    const options = { issues: { author: 'GitHub-Actions[bot]', labels: ['Operations'] } }
    const name = 'operations'
    await by('owner', 'POST', '/labels', { name, color: 'ffffff' })
    await tell(2, [some], options)
    await tell(3, [some], options)
    expect((await only()).labels.toSorted()).toEqual([name, 'rollcall', 'rollcall: error'])
  })
})

describe('a list that lags', () => {
  test('has nothing said twice', async () => {
    noonOf(2)
    await tell(2, [some])
    noonOf(3)
    await tell(3, [failing(check, ['other'])])
    github.lag(120_000)
    noonOf(3).setSystemTime(Date.now() + 60_000)
    await tell(4, [passing(check)])
    await tell(5, [passing(check)])
    expect(eventsOf(await only())).toEqual([expect.stringMatching(/^1\/changed/), '1/recovered'])
  })
})

describe('what GitHub refuses', () => {
  test('labels: the issue opens without the one that could not be made', async () => {
    for (const kind of [403, 500] as const) {
      github.fail({ method: 'POST', path: /labels$/, kind })
    }
    const { warnings } = await tell(2, [some])
    expect(warnings).toEqual([expect.stringContaining('The labels could not be made')])
    expect((await only()).labels).toEqual([])
    await tell(3, [some])
    expect((await only()).labels).toEqual(['rollcall', 'rollcall: error'])
  })

  test('a token that writes as an unexpected bot makes one issue and no more', async () => {
    const results = [dailyRun(2, some, failing('old-logs'))]
    const wrong = { issues: { author: 'visitor' } }
    const { undone } = await applyIssues(given(results, wrong))
    expect(undone.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('set issues.author to github-actions[bot]'),
      expect.stringContaining('set issues.author to github-actions[bot]'),
    ])
    expect(await github.issues()).toHaveLength(1)
    await applyIssues(given(results))
    expect(await github.issues()).toHaveLength(2)
  })

  test('to read one issue: the others are told of', async () => {
    await tell(2, [some])
    await says('teacher', (await only()).number, 'What is this?')
    const results = [dailyRun(3, failing(check, ['other']), failing('old-logs'))]
    github.fail({ method: 'GET', path: /comments/, kind: 500 })
    expect(await applyIssues(given(results))).toMatchObject({
      done: [{ action: 'create', check: 'old-logs' }],
      undone: [
        { check, problem: expect.stringContaining('could not be read: GitHub has a fault') },
      ],
    })
    expect(await applyIssues(given(results))).toMatchObject({ undone: [] })
    expect(eventsOf((await github.issues())[0] as Issue)).toHaveLength(1)
  })

  test('everything: after three issues in a row the rest is left to the next run', async () => {
    const checks = ['old-logs', 'student-data', check, 'connections', 'table-growth']
    const results = [dailyRun(2, ...checks.map((id) => failing(id)))]
    for (const _each of [1, 2, 3]) github.fail({ method: 'POST', path: /issues$/, kind: 502 })
    const { undone } = await applyIssues(given(results))
    expect(undone).toHaveLength(5)
    expect(undone.at(-1)?.problem).toContain('GitHub has a fault of its own (502)')
    expect(await github.issues()).toEqual([])
    expect(await applyIssues(given(results))).toMatchObject({ undone: [] })
  })
})

test('a quiet run costs two calls, and lists nothing that is closed', async () => {
  await tell(2, [some, passing('old-logs')])
  await tell(3, [passing(check), passing('old-logs')])
  github.calls.length = 0
  await tell(4, [passing(check), passing('old-logs')])
  expect(github.calls.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
    `GET /repos/${github.repository}`,
    `GET /repos/${github.repository}/issues`,
  ])
})

test('500 findings fit into an issue, and hostile ones do no harm', async () => {
  const keys = Array.from(
    { length: 500 },
    (_each, place) => `table/"${'<b>@everyone '.repeat(20)}${place}"`,
  )
  const verdict = { ...failing(check, keys), more: 40, title: 'All is <b>well</b> with @everyone' }
  await tell(2, [verdict as Verdict])
  const { body, title } = await only()
  expect(body).toContain('540 findings')
  expect(body.length).toBeLessThan(65_536)
  expect(body).toMatch(/… and \d+ more in the results of the run/)
  const outside = body.replace(/`[^`\n]*`/g, '')
  expect(outside).not.toMatch(/@everyone|<b>/)
  expect(title).not.toMatch(/@everyone|<b>/)
  expect(readMarker(body)).toBeDefined()
  expect(readState(body)).toBeDefined()
})

describe('what can not be done is one sentence', () => {
  const attempt = (options?: Options) => applyIssues(given([dailyRun(2, some)], options))
  test.each([
    ['without-issues', /has its issues switched off/],
    ['archived', /is archived and takes no issues/],
    ['missing', /sees no school\/rollcall/],
  ] as const)('a repository %s', async (state, sentence) => {
    github.repositoryIs(state)
    await expect(attempt()).rejects.toThrow(sentence)
  })
  test('a repository that was renamed is followed', async () => {
    github.repositoryIs('renamed')
    expect(await attempt()).toMatchObject({ undone: [] })
  })
  test('a token of somebody else writes nothing', async () => {
    const access = { token: github.tokens.owner, repository: github.repository, apiUrl: github.url }
    const reconciliation = { ...given([dailyRun(2, some)]), github: connectGitHub(access) }
    await expect(applyIssues(reconciliation)).rejects.toThrow(
      /The token writes as owner, and issues.author in the configuration is github-actions\[bot\]/,
    )
    expect(await github.issues()).toEqual([])
  })
  test('a token that may only read', async () => {
    const access = {
      token: github.tokens.visitor,
      repository: github.repository,
      apiUrl: github.url,
    }
    const issues = { ...defaultConfig.issues, author: 'visitor' }
    const reconciliation = {
      ...given([dailyRun(2, some)], { issues }),
      github: connectGitHub({ ...access, polite: false }),
    }
    const applied = await applyIssues(reconciliation)
    expect(applied.warnings).toEqual([expect.stringContaining('The labels could not be made')])
  })
  test('no results', async () => {
    await expect(applyIssues(given([]))).rejects.toThrow(/No results are given/)
  })
})

describe('with the memory of a database', () => {
  const database = scratchDatabase()
  let memory: Memory
  beforeAll(() => {
    memory = databaseMemory(database.session)
  })
  beforeEach(() => database.session.query('truncate rollcall.issues, rollcall.runs cascade'))

  test('a list that lags makes no second issue', async () => {
    await tell(2, [some], { memory })
    github.lag(60_000)
    await tell(3, [some], { memory })
    await tell(4, [passing(check)], { memory })
    expect(await only()).toMatchObject({ state: 'closed' })
  })

  test('a marker that somebody took away is put back', async () => {
    await tell(2, [some], { memory })
    const { number } = await only()
    await by('owner', 'PATCH', `/issues/${number}`, { body: 'I have cleaned this up.' })
    await tell(3, [some], { memory })
    expect(readMarker((await only()).body)).toMatchObject({ episode: 1, run: dailyAt(3) })
  })

  test('an issue that was deleted opens anew', async () => {
    await tell(2, [some], { memory })
    github.deleteIssue((await only()).number)
    await tell(3, [some], { memory })
    expect(await only()).toMatchObject({ state: 'open' })
  })

  test('a database that breaks meanwhile is done without', async () => {
    await tell(2, [some], { memory })
    const broken = {
      ...memory,
      history: () => Promise.reject(Object.assign(new Error(), { code: '57P01' })),
    }
    const { warnings } = await tell(3, [passing(check)], { memory: broken })
    expect(warnings).toEqual([expect.stringContaining('could not tell what it knows')])
    expect(await only()).toMatchObject({ state: 'closed' })
  })

  test('an issue that a person closed is not asked for each day', async () => {
    await tell(2, [some], { memory })
    await by('owner', 'PATCH', `/issues/${(await only()).number}`, { state: 'closed' })
    await tell(3, [passing(check)], { memory })
    github.calls.length = 0
    await tell(4, [passing(check)], { memory })
    expect(github.calls).toHaveLength(2)
    await tell(5, [some], { memory })
    expect(await only()).toMatchObject({ state: 'open' })
  })

  test('a marker edited to tell of another check is put right', async () => {
    await tell(2, [some], { memory })
    const { number, body } = await only()
    await by('owner', 'PATCH', `/issues/${number}`, { body: body.replace(check, 'old-logs') })
    await tell(3, [some, passing('old-logs')], { memory })
    expect(await only()).toMatchObject({ state: 'open' })
    expect(readMarker((await only()).body)?.fingerprint).toBe(`production/${check}`)
  })

  test('two repositories for one database are told apart, until one takes over', async () => {
    await tell(2, [some], { memory })
    await database.session.query(
      "update rollcall.issues set repository_id = 4711, repository = 'school/old'",
    )
    const reconciliation = given([dailyRun(3, some)], { memory })
    await expect(applyIssues(reconciliation)).rejects.toThrow(
      /The issues of production are kept in school\/old, and this run is for school\/rollcall/,
    )
    expect(await applyIssues({ ...reconciliation, takeOver: true })).toMatchObject({ undone: [] })
    expect(await only()).toMatchObject({ state: 'open' })
  })

  test('earlier runs tell whether a failure is the second, and remedies what mended it', async () => {
    await database.session.query(
      `with run as (
         insert into rollcall.runs (checklist, environment, now) values ('daily', 'production', $1)
         returning id
       )
       insert into rollcall.verdicts (run_id, check_id, state, verdict)
       select run.id, c.id, 'pass', '{}' from run, unnest(array['connections', $2]) as c (id)`,
      [dailyAt(1), check],
    )
    const { plan } = await tell(2, [failing('connections')], { memory })
    expect(plan).toMatchObject([
      { action: 'leave', reason: expect.stringContaining('it failed in 1') },
    ])
    expect(await github.issues()).toEqual([])

    await tell(2, [some], { memory })
    await database.session.query(
      `insert into rollcall.remedies (remedy, started_at, finished_at, bound, before, after)
       values ('create-missing-classes', $1, $1, 10, '{}', '{"done": "6 classes were created."}')`,
      [dailyAt(3)],
    )
    await tell(4, [passing(check)], { memory })
    expect((await only()).comments[0]?.body).toContain('What was done: 6 classes were created.')
  })

  test('the reading role is enough', async () => {
    const { rows } = await database.session.query<{ may: boolean }>(
      `select bool_and(has_table_privilege('rollcall_reader', 'rollcall.issues', right_name)) as may
       from unnest(array['select', 'insert', 'update', 'delete']) as right_name`,
    )
    expect(rows).toEqual([{ may: true }])
  })
})

test('a plan is data, and changes nothing', async () => {
  const actions = await planIssues(given([dailyRun(2, some, passing('old-logs'))]))
  expect(actions).toMatchObject([
    { action: 'create', fingerprint: 'production/missing-classes', check, reason: 'it fails' },
  ])
  expect(await github.issues()).toEqual([])
})
