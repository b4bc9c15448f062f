import { defaultConfig, parseConfig } from '@rollcall/core'
import { type Run, startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectGitHub } from '../client.ts'
import { watchWorkflows } from './watch.ts'
import { parseWorkflow } from './workflow-files.ts'

let server: Awaited<ReturnType<typeof startGitHub>>
beforeAll(async () => {
  server = await startGitHub()
})
beforeEach(() => server.reset())
afterAll(() => server.stop())

const now = '2026-03-11T11:00:00.000Z'
const run = (createdAt: string, more: Partial<Run> = {}): Run => ({
  event: 'schedule',
  status: 'completed',
  conclusion: 'success',
  createdAt,
  ...more,
})
const files = [
  parseWorkflow('ci.yml', 'on: push'),
  parseWorkflow(
    'daily.yml',
    "on: { schedule: [{ cron: '17 5 * * *', timezone: Europe/Madrid }], workflow_dispatch: }",
  ),
  parseWorkflow('weekly.yml', "on: { schedule: [{ cron: '37 6 * * 1' }] }"),
]
const weekly = { file: 'weekly.yml', runs: [run('2026-03-09T06:40:00Z')] }

function look(given: { token?: string; config?: typeof defaultConfig; now?: string } = {}) {
  const github = connectGitHub({
    token: given.token ?? server.tokens.actions,
    repository: server.repository,
    apiUrl: server.url,
    polite: false,
  })
  return watchWorkflows({
    github,
    config: given.config ?? defaultConfig,
    now: given.now ?? now,
    files,
  })
}

test('is clear, red when a run is missed, and clear again with the next run', async () => {
  const ran = run('2026-03-11T04:20:00Z')
  const old = run('2026-03-09T04:20:00Z')
  server.workflows.set([{ file: 'daily.yml', runs: [ran, old] }, weekly])
  expect(await look()).toMatchObject({
    state: 'pass',
    window: { from: '2026-03-09T06:40:00.000Z', to: now },
    evidence: {
      examined: 2,
      runs: 3,
      newestRun: '2026-03-11T04:20:00Z',
      workflows: { daily: { runs: 2, lastDue: '2026-03-11T04:17:00.000Z', graceHours: 12 } },
    },
  })
  expect(server.calls).toHaveLength(3)

  server.workflows.set([{ file: 'daily.yml', runs: [old] }, weekly])
  expect(await look()).toMatchObject({
    state: 'fail',
    severity: 'error',
    findings: [
      {
        key: 'workflow/daily',
        detail: expect.stringMatching(
          /daily\.yml was due 2026-03-10 04:17 UTC and its schedule last ran it successfully 2026-03-09 04:20 UTC: /,
        ),
        subject: { workflow: 'daily', times: 1 },
      },
    ],
  })

  server.workflows.set([{ file: 'daily.yml', runs: [ran, old] }, weekly])
  expect(await look()).toMatchObject({ state: 'pass' })
})

test('a run that somebody started by hand does not count', async () => {
  const byHand = run('2026-03-11T04:20:00Z', { event: 'workflow_dispatch' })
  server.workflows.set([{ file: 'daily.yml', runs: [byHand, run('2026-03-08T04:20:00Z')] }, weekly])
  expect(await look()).toMatchObject({ findings: [{ key: 'workflow/daily' }] })
})

test('says how the newest run ended', async () => {
  const failed = run('2026-03-10T04:20:00Z', { conclusion: 'timed_out' })
  server.workflows.set([{ file: 'daily.yml', runs: [failed] }, weekly])
  expect(await look()).toMatchObject({
    findings: [
      {
        detail: expect.stringMatching(
          /has never run it successfully \(the newest run, of 2026-03-10 04:20 UTC, ended as timed out\)/,
        ),
      },
    ],
  })
})

test('a failure counts where findings make a job red', async () => {
  const failed = run('2026-03-11T04:20:00Z', { conclusion: 'failure' })
  server.workflows.set([{ file: 'daily.yml', runs: [failed] }, weekly])
  expect(await look()).toMatchObject({ state: 'fail' })
  const parsed = parseConfig('{ "issues": { "findingsFailTheJob": true } }')
  if (!('config' in parsed)) throw new Error('no configuration')
  expect(await look({ config: parsed.config })).toMatchObject({ state: 'pass' })
})

test.each([
  ['disabled_manually', 'switched off by hand'],
  ['disabled_inactivity', 'nothing happened in the repository for 60 days'],
] as const)('%s is a finding of its own', async (state, words) => {
  server.workflows.set([{ file: 'daily.yml', state }, weekly])
  expect(await look()).toMatchObject({
    findings: [
      {
        key: 'workflow/daily/disabled',
        detail: expect.stringMatching(new RegExp(`${words}.*gh workflow enable daily.yml`)),
      },
    ],
  })
})

describe('a run that could not start', () => {
  const started = { conclusion: 'startup_failure' } as const
  test('by its schedule', async () => {
    const runs = [run('2026-03-11T04:20:00Z', started), run('2026-03-10T04:20:00Z')]
    server.workflows.set([{ file: 'daily.yml', runs }, weekly])
    expect(await look()).toMatchObject({ findings: [{ key: 'workflow/daily/startup' }] })
  })
  test('when the file was pushed, after which no schedule comes', async () => {
    const pushed = run('2026-03-09T12:00:00Z', { ...started, event: 'push' })
    server.workflows.set([
      { file: 'daily.yml', runs: [pushed, run('2026-03-09T04:20:00Z')] },
      weekly,
    ])
    expect(await look()).toMatchObject({ findings: [{ key: 'workflow/daily/startup' }] })
  })
  test('on another branch explains nothing', async () => {
    const elsewhere = run('2026-03-09T12:00:00Z', { ...started, event: 'push', branch: 'other' })
    server.workflows.set([
      { file: 'daily.yml', runs: [elsewhere, run('2026-03-09T04:20:00Z')] },
      weekly,
    ])
    expect(await look()).toMatchObject({ findings: [{ key: 'workflow/daily' }] })
  })
})

/** Puts a file on the default branch, as one who may. */
async function push(file: string, text: string) {
  const path = `/repos/${server.repository}/contents/.github/workflows/${file}`
  const response = await fetch(server.url + path, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${server.tokens.owner}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ message: file, content: Buffer.from(text).toString('base64') }),
  })
  expect(response.status).toBe(201)
}

test('a schedule that was put into the file after its time was not due then', async () => {
  await push('daily.yml', "on: { schedule: [{ cron: '17 9 * * *' }] }")
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString()
  const ran = run(new Date(Date.parse(soon) - 86_400_000).toISOString())
  server.workflows.set([{ file: 'daily.yml' }, { file: 'weekly.yml', runs: [ran] }])
  expect(await look({ now: soon })).toMatchObject({ state: 'pass' })
})

test('a schedule that has long been in the file was due', async () => {
  await push('daily.yml', "on: { schedule: [{ cron: '17 5 * * *', timezone: Europe/Madrid }] }")
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString()
  const ran = run(new Date(Date.parse(soon) - 86_400_000).toISOString())
  server.workflows.set([{ file: 'daily.yml' }, { file: 'weekly.yml', runs: [ran] }])
  expect(await look({ now: soon })).toMatchObject({ findings: [{ key: 'workflow/daily' }] })
})

describe('what could not be looked at', () => {
  beforeEach(() => server.workflows.set([{ file: 'daily.yml', runs: [] }, weekly]))
  const all = /\/actions\/workflows(\?|$)/

  test.each([
    [401, /refuses the token/],
    [403, /may not read the workflow runs/],
    [404, /sees no school\/rollcall/],
    [500, /has a fault of its own \(500\)/],
    ['time-out', /gave no answer in time/],
    ['rate-limit', /asks for a pause/],
    ['malformed', /did not answer/],
  ] as const)('%s is unknown and says why', async (kind, reason) => {
    server.fail({ method: 'GET', path: all, kind })
    expect(await look()).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(reason),
      hint: expect.stringMatching(/^[A-Z]/),
    })
  })

  test('a workflow that can not be read hides no finding, and is never well', async () => {
    server.fail({ method: 'GET', path: /workflows\/2\/runs/, kind: 500 })
    expect(await look()).toMatchObject({
      state: 'fail',
      findings: [{ key: 'workflow/daily' }],
      evidence: { examined: 1, unseen: 1 },
    })
    server.workflows.set([{ file: 'daily.yml', runs: [run('2026-03-11T04:20:00Z')] }, weekly])
    server.fail({ method: 'GET', path: /workflows\/2\/runs/, kind: 500 })
    expect(await look()).toMatchObject({ state: 'unknown', evidence: { unseen: 1 } })
  })

  test('a repository that has none of the workflows', async () => {
    server.workflows.set([])
    expect(await look()).toMatchObject({
      state: 'unknown',
      hint: expect.stringContaining('Push .github/workflows'),
    })
  })

  test('one workflow that is not on the default branch is a finding', async () => {
    server.workflows.set([weekly])
    expect(await look()).toMatchObject({ findings: [{ key: 'workflow/daily/absent' }] })
  })
})

test('is skipped by the configuration, and where GitHub is not named', async () => {
  const config = { ...defaultConfig, skip: { 'workflows-ran': 'cron starts them' } }
  expect(await look({ config })).toMatchObject({ state: 'skipped', reason: 'cron starts them' })
  expect(await watchWorkflows({ config: defaultConfig, now, files })).toMatchObject({
    state: 'skipped',
    reason: expect.stringContaining('GITHUB_TOKEN'),
  })
})

test('a checkout without schedules gives nothing to look at', async () => {
  const github = connectGitHub({ token: 'any', repository: server.repository, apiUrl: server.url })
  const [ci] = files
  expect(
    await watchWorkflows({ github, config: defaultConfig, now, files: ci ? [ci] : [] }),
  ).toMatchObject({ state: 'unknown' })
  expect(server.calls).toEqual([])
})
