import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectGitHub } from '@rollcall/github'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { settingsItems } from './settings-items.ts'

/** What GitHub answers below the repository, by path; anything else isn't there. */
let answers: Record<string, unknown> = {}
const server = createServer(({ url = '' }, response) => {
  const answer = answers[url.replace(/^\/repos\/school\/rollcall\/|\?.*$/g, '')]
  response.writeHead(answer ? 200 : 403, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ?? { message: 'Resource not accessible' }))
})
let apiUrl = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  answers = {
    'actions/secrets': { total_count: 0, secrets: [] },
    'actions/organization-secrets': { total_count: 1, secrets: [{ name: 'DATABASE_URL' }] },
    environments: { total_count: 1, environments: [{ id: 1, name: 'remedies', ...reviewed }] },
    'environments/remedies/secrets': { total_count: 1, secrets: [{ name: 'DATABASE_URL' }] },
  }
})

const reviewed = { protection_rules: [{ id: 1, node_id: '', type: 'required_reviewers' }] }
const url = { name: 'DATABASE_URL', files: ['remedy.yml'], optional: false }
const needs = {
  secrets: [url],
  variables: [],
  environments: [{ name: 'remedies', secrets: [url], variables: [] }],
}

async function look(isPrivate = false) {
  const github = connectGitHub({
    token: 'any',
    repository: 'school/rollcall',
    apiUrl,
    polite: false,
  })
  const found = await settingsItems(
    github,
    { full_name: 'school/rollcall', private: isPrivate },
    needs,
  )
  return new Map(found.map(({ item, ...rest }) => [item, rest]))
}

test("an organisation's secret and a reviewed environment are all that is needed", async () => {
  const found = await look()
  expect([...found].map(([item, { state }]) => [item, state])).toEqual([
    ['secret DATABASE_URL', 'ok'],
    ['environment remedies', 'ok'],
    ['environment remedies: required reviewer', 'ok'],
    ['environment remedies: secret DATABASE_URL', 'ok'],
  ])
})

test('an environment has to have its own secret and a reviewer', async () => {
  answers['environments/remedies/secrets'] = { total_count: 0, secrets: [] }
  answers.environments = { total_count: 1, environments: [{ id: 1, name: 'remedies' }] }
  const found = await look()
  expect(found.get('environment remedies: secret DATABASE_URL')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('rollcall_operator'),
    fix: 'gh secret set DATABASE_URL --env remedies --repo school/rollcall',
  })
  expect(found.get('environment remedies: required reviewer')).toMatchObject({
    state: 'missing',
    fix: expect.stringContaining('gh api --method PUT repos/school/rollcall/environments/remedies'),
  })
})

test('a private repository need have no environment: the plan may not offer it', async () => {
  answers['environments/remedies/secrets'] = { total_count: 0, secrets: [] }
  answers.environments = { total_count: 1, environments: [{ id: 1, name: 'remedies' }] }
  const found = await look(true)
  for (const what of ['required reviewer', 'secret DATABASE_URL']) {
    expect(found.get(`environment remedies: ${what}`)).toMatchObject({ state: 'skipped' })
  }
  answers.environments = { total_count: 0, environments: [] }
  expect((await look(true)).get('environment remedies')).toMatchObject({
    state: 'skipped',
    detail: expect.stringContaining('at a terminal'),
  })
  expect((await look()).get('environment remedies')).toMatchObject({ state: 'missing' })
})

test('what may not be listed is unknown, whatever else may', async () => {
  answers = { environments: answers.environments }
  const found = await look()
  expect(found.get('secret DATABASE_URL')).toMatchObject({
    state: 'unknown',
    detail: expect.stringContaining('this token may not see it'),
  })
  expect(found.get('environment remedies')).toMatchObject({ state: 'ok' })
  expect(found.get('environment remedies: secret DATABASE_URL')).toMatchObject({
    state: 'unknown',
  })
})

test("an organisation's secrets that may not be listed leave it open whether one is missing", async () => {
  delete answers['actions/organization-secrets']
  expect((await look()).get('secret DATABASE_URL')).toMatchObject({ state: 'unknown' })
})
