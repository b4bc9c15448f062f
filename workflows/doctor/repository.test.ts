import { defaultConfig } from '@rollcall/core'
import { connectGitHub, parseWorkflow } from '@rollcall/github'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { examineRepository } from './repository.ts'

let server: Awaited<ReturnType<typeof startGitHub>>
beforeAll(async () => {
  server = await startGitHub()
})
beforeEach(() => server.reset())
afterAll(() => server.stop())

const files = [
  parseWorkflow(
    'daily.yml',
    `
jobs:
  look:
    env:
      A: \${{ secrets.DATABASE_URL }}
      B: \${{ secrets.ROLLCALL_HEARTBEAT_URL }}
      C: \${{ vars.SCHOOL }}
`,
  ),
  parseWorkflow(
    'remedy.yml',
    `jobs: { remedy: { environment: remedies, env: { A: '\${{ secrets.DATABASE_URL }}' } } }`,
  ),
  parseWorkflow(
    'deploy.yml',
    `jobs: { up: { environment: production, env: { A: '\${{ vars.PULUMI_STACK }}', B: '\${{ secrets.PASSPHRASE }}' } } }`,
  ),
]

async function look(who: keyof typeof server.tokens = 'owner', token = server.tokens[who]) {
  const github = connectGitHub({
    token,
    repository: server.repository,
    apiUrl: server.url,
    polite: false,
  })
  const found = await examineRepository({ access: { github }, config: defaultConfig, files })
  return new Map(found.map(({ item, ...rest }) => [item, rest]))
}

const all = [{ file: 'daily.yml' }, { file: 'remedy.yml' }]

test('tells of each thing whether it is there, and how to make it', async () => {
  server.workflows.set([{ file: 'daily.yml' }])
  const before = await look()
  expect(before.get('reachable')).toMatchObject({ state: 'ok', fix: null })
  expect(before.get('issues')).toMatchObject({ state: 'ok' })
  expect(before.get('workflow daily.yml')).toMatchObject({ state: 'ok' })
  expect(before.get('workflow remedy.yml')).toMatchObject({
    state: 'missing',
    fix: 'Push .github/workflows to the default branch',
  })
  expect(before.get('secret DATABASE_URL')).toMatchObject({
    state: 'missing',
    detail: expect.stringMatching(/rollcall_reader.*daily\.yml uses it/),
    fix: 'gh secret set DATABASE_URL --repo school/rollcall',
  })
  expect(before.get('secret ROLLCALL_HEARTBEAT_URL')).toMatchObject({ state: 'skipped' })
  expect(before.get('variable SCHOOL')).toMatchObject({
    state: 'missing',
    fix: 'gh variable set SCHOOL --repo school/rollcall',
  })
  expect(before.get('environment remedies')).toMatchObject({
    state: 'missing',
    fix: expect.stringMatching(
      /^gh api --method PUT repos\/school\/rollcall\/environments\/remedies -F 'reviewers/,
    ),
  })
  expect(before.get('label rollcall: error')).toMatchObject({
    state: 'missing',
    fix: "gh label create 'rollcall: error' --color d1242f --description 'Harms pupils or invoices now' --repo school/rollcall",
  })

  server.workflows.set(all)
  server.secrets.set(['DATABASE_URL', 'ROLLCALL_HEARTBEAT_URL'])
  server.variables.set({ SCHOOL: 'north' })
  server.environments.set(['remedies'])
  const after = await look()
  for (const item of [
    'workflow remedy.yml',
    'secret DATABASE_URL',
    'secret ROLLCALL_HEARTBEAT_URL',
    'variable SCHOOL',
    'environment remedies',
  ]) {
    expect(after.get(item), item).toMatchObject({ state: 'ok', fix: null })
  }
  expect(after.get('environment remedies: required reviewer')).toMatchObject({ state: 'missing' })
})

test('what a token may not see is unknown and not missing', async () => {
  server.workflows.set(all)
  server.environments.set(['remedies'])
  const found = await look('actions')
  for (const item of ['secret DATABASE_URL', 'variable SCHOOL', 'GitHub Actions', 'token']) {
    expect(found.get(item), item).toMatchObject({
      state: 'unknown',
      fix: expect.stringMatching(/./),
    })
  }
  expect(found.get('workflow daily.yml')).toMatchObject({ state: 'ok' })
})

test.each([
  ['disabled_manually', 'It is switched off.'],
  ['disabled_inactivity', 'nothing happened for 60 days'],
] as const)('%s', async (state, words) => {
  server.workflows.set([{ file: 'daily.yml', state }])
  expect((await look()).get('workflow daily.yml')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining(words),
    fix: 'gh workflow enable daily.yml --repo school/rollcall',
  })
})

describe('a repository that can not be used', () => {
  test('archived', async () => {
    server.repositoryIs('archived')
    expect((await look()).get('not archived')).toMatchObject({
      state: 'missing',
      fix: 'gh repo unarchive school/rollcall',
    })
  })
  test('without issues', async () => {
    server.repositoryIs('without-issues')
    expect((await look()).get('issues')).toMatchObject({
      state: 'missing',
      fix: 'gh repo edit school/rollcall --enable-issues',
    })
  })
  test('gone, or not for this token: nothing else is asked', async () => {
    server.repositoryIs('missing')
    expect([...(await look())]).toMatchObject([['reachable', { state: 'missing' }]])
  })
  test('a token that is refused', async () => {
    const found = await look('owner', 'token-of-nobody')
    expect([...found]).toMatchObject([
      ['reachable', { state: 'missing', detail: 'GitHub refuses the token.' }],
    ])
    expect(JSON.stringify([...found])).not.toContain('token-of-nobody')
  })
  test('no answer', async () => {
    server.fail({ method: 'GET', path: /rollcall(\?|$)/, kind: 500 })
    expect([...(await look())]).toMatchObject([['reachable', { state: 'unknown' }]])
  })
})

test('a limit that is reached is not taken for a missing right', async () => {
  server.workflows.set(all)
  server.fail({ method: 'GET', path: /\/actions\/secrets/, kind: 'rate-limit' })
  expect((await look()).get('secret DATABASE_URL')).toMatchObject({
    state: 'unknown',
    detail: expect.stringContaining('asks for a pause'),
  })
})

test('what only a deployment needs is asked for where a stack is named', async () => {
  const names = ['environment production', 'secret PASSPHRASE']
  const asked = async () => [...(await look()).keys()].filter((item) => names.includes(item))
  expect(await asked()).toEqual([])
  server.variables.set({ PULUMI_STACK: 'production' })
  expect(await asked()).toContain('environment production')
})
