import { Octokit } from '@octokit/rest'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { startGitHub } from './github.ts'

const github = await startGitHub()
const log = { debug() {}, info() {}, warn() {}, error() {} }
const [owner, repo] = ['school', 'rollcall']
const as = {
  actions: clientOf('actions'),
  owner: clientOf('owner'),
  teacher: clientOf('teacher'),
  visitor: clientOf('visitor'),
}

function clientOf(who: keyof typeof github.tokens) {
  return new Octokit({ baseUrl: github.url, auth: github.tokens[who], log })
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-09T06:17:00Z') })
  await github.reset()
})

afterAll(async () => {
  vi.useRealTimers()
  await github.stop()
})

async function open(title: string, more: { labels?: string[]; assignees?: string[] } = {}) {
  const { data } = await as.actions.issues.create({ owner, repo, title, ...more })
  return data.number
}

async function listed(query: object = {}) {
  const { data } = await as.actions.issues.listForRepo({ owner, repo, state: 'all', ...query })
  return data.map(({ number }) => number)
}

test('an issue’s life: opened, told of, closed, opened again', async () => {
  const number = await open('Classes are missing', { labels: ['new'], assignees: ['teacher'] })
  const issue = { owner, repo, issue_number: number }
  await as.visitor.issues.createComment({ ...issue, body: 'Seen' })
  const closed = await as.teacher.issues.update({
    ...issue,
    state: 'closed',
    state_reason: 'not_planned',
  })
  expect(closed.data).toMatchObject({
    state_reason: 'not_planned',
    closed_by: { login: 'teacher' },
    closed_at: '2026-03-09T06:17:00Z',
    comments: 1,
  })
  expect(await github.issues()).toEqual([
    {
      number: 1,
      title: 'Classes are missing',
      body: '',
      state: 'closed',
      stateReason: 'not_planned',
      author: 'github-actions[bot]',
      labels: ['new'],
      assignees: ['teacher'],
      comments: [
        {
          id: 1,
          author: 'visitor',
          body: 'Seen',
          createdAt: '2026-03-09T06:17:00Z',
          updatedAt: '2026-03-09T06:17:00Z',
        },
      ],
      createdAt: '2026-03-09T06:17:00Z',
      closedAt: '2026-03-09T06:17:00Z',
      closedBy: 'teacher',
      isPullRequest: false,
    },
  ])
  const reopened = await as.actions.issues.update({ ...issue, state: 'open' })
  expect(reopened.data).toMatchObject({ state_reason: 'reopened', closed_at: null })
})

test('an issue closed as a duplicate says so until it is opened', async () => {
  const issue = { owner, repo, issue_number: await open('Twice') }
  await as.actions.issues.update({ ...issue, state: 'closed', state_reason: 'duplicate' })
  const read = await as.actions.issues.get(issue)
  expect(read.data.state_reason).toBe('duplicate')
  const again = await as.actions.issues.update({ ...issue, state: 'open' })
  expect(again.data.state_reason).toBe('reopened')
  const closed = await as.actions.issues.update({ ...issue, state: 'closed' })
  expect(closed.data.state_reason).toBe('completed')
})

test('a reason without a change of state is left aside', async () => {
  const issue = { owner, repo, issue_number: await open('Stays') }
  await as.actions.issues.update({ ...issue, state: 'closed' })
  const again = await as.actions.issues.update({
    ...issue,
    state: 'closed',
    state_reason: 'not_planned',
  })
  expect(again.data.state_reason).toBe('completed')
})

test('the list is paged, and links lead through it', async () => {
  for (const title of ['a', 'b', 'c', 'd', 'e']) await open(title)
  const pages = as.actions.paginate(as.actions.issues.listForRepo, { owner, repo, per_page: 2 })
  expect((await pages).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1])
  expect(github.calls.at(-1)?.path).toContain('page=3')
  const { headers } = await as.actions.issues.listForRepo({ owner, repo, per_page: 2, page: 2 })
  expect(headers.link?.match(/rel="\w+"/g)).toEqual([
    'rel="prev"',
    'rel="next"',
    'rel="last"',
    'rel="first"',
  ])
  expect(headers.link).toContain(`<${github.url}/`)
})

test('labels and comments are paged by the emulator with our address', async () => {
  await open('One', { labels: ['a', 'b', 'c'] })
  const labels = as.actions.paginate(as.actions.issues.listLabelsForRepo, {
    owner,
    repo,
    per_page: 2,
  })
  expect((await labels).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
})

test('the list is chosen from and sorted', async () => {
  await open('first', { labels: ['daily'] })
  vi.setSystemTime(Date.parse('2026-03-09T06:18:00Z'))
  await as.visitor.issues.create({ owner, repo, title: 'second' })
  vi.setSystemTime(Date.parse('2026-03-09T06:19:00Z'))
  await as.actions.issues.update({ owner, repo, issue_number: 1, body: 'more' })
  expect(await listed({ creator: 'github-actions[bot]' })).toEqual([1])
  expect(await listed({ labels: 'Daily' })).toEqual([1])
  expect(await listed({ since: '2026-03-09T06:19:00Z' })).toEqual([1])
  expect(await listed()).toEqual([2, 1])
  expect(await listed({ sort: 'updated' })).toEqual([1, 2])
  expect(await listed({ direction: 'asc' })).toEqual([1, 2])
  expect(await listed({ state: 'closed' })).toEqual([])
})

test('a lagging list shows issues as they were, reading one shows it as it is', async () => {
  await open('first')
  github.lag(5000)
  vi.setSystemTime(Date.parse('2026-03-09T06:17:10Z'))
  await open('second')
  await as.actions.issues.update({ owner, repo, issue_number: 1, state: 'closed' })
  expect(await listed({ state: 'open' })).toEqual([1])
  const { data } = await as.actions.issues.get({ owner, repo, issue_number: 2 })
  expect(data.title).toBe('second')
  expect(await github.issues()).toHaveLength(2)
  vi.setSystemTime(Date.parse('2026-03-09T06:17:15Z'))
  expect(await listed({ state: 'open' })).toEqual([2])
})

test('a visitor opens issues and comments, and changes nothing else', async () => {
  await open('Ours', { labels: ['daily'] })
  const issue = { owner, repo, issue_number: 1 }
  const own = { owner, repo, title: 'Theirs', labels: ['loud'], assignees: ['teacher'] }
  const { data } = await as.visitor.issues.create(own)
  expect([data.labels, data.assignees]).toEqual([[], []])
  const change = { ...issue, issue_number: data.number }
  await as.visitor.issues.update({ ...change, state: 'closed' })
  await expect(as.visitor.issues.update({ ...issue, state: 'closed' })).rejects.toThrow(
    /Must have admin rights/,
  )
  await expect(as.visitor.issues.addLabels({ ...issue, labels: ['loud'] })).rejects.toThrow(
    /Must have admin rights/,
  )
  await as.visitor.issues.addAssignees({ ...issue, assignees: ['teacher'] })
  expect((await github.issues()).map(({ state, assignees }) => [state, assignees])).toEqual([
    ['open', []],
    ['closed', []],
  ])
})

test('what GitHub refuses names the field', async () => {
  const refusals = [
    { title: 'a'.repeat(257), message: 'title is too long (maximum is 256 characters)' },
    { body: 'a'.repeat(65_537), message: 'body is too long (maximum is 65536 characters)' },
    { labels: ['a'.repeat(51)], message: 'name is too long (maximum is 50 characters)' },
    { assignees: ['former-teacher'], field: 'assignees', value: 'former-teacher' },
  ]
  for (const { message, field, value, ...wrong } of refusals) {
    const created = as.actions.issues.create({ owner, repo, title: 'One', ...wrong })
    const expected = message ? { message } : { field, value }
    await expect(created).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [expect.objectContaining(expected)] } },
    })
  }
  expect(await github.issues()).toEqual([])
})

test('a body of exactly the most characters is taken', async () => {
  const body = '😀'.repeat(65_536)
  await as.actions.issues.create({ owner, repo, title: 'One', body })
  expect(await github.issues()).toMatchObject([{ body }])
})

test('a label is the same in any case, and may have a slash and an accent', async () => {
  await as.actions.issues.createLabel({ owner, repo, name: 'área/daily', color: 'd73a4a' })
  await open('One', { labels: ['Área/Daily'] })
  const { data } = await as.actions.issues.getLabel({ owner, repo, name: 'ÁREA/daily' })
  expect(data.name).toBe('área/daily')
  expect(await github.issues()).toMatchObject([{ labels: ['área/daily'] }])
})

test('only who has access is assigned, the others are left out', async () => {
  const issue = { owner, repo, issue_number: await open('One') }
  const assignees = ['teacher', 'visitor', 'nobody', 'github-actions[bot]']
  const { data, status } = await as.actions.issues.addAssignees({ ...issue, assignees })
  expect([status, data.assignees?.map(({ login }) => login)]).toEqual([201, ['teacher']])
})

test('permissions are told to who can write', async () => {
  const of = (username: string) => ({ owner, repo, username })
  const told = async (login: string) =>
    (await as.actions.repos.getCollaboratorPermissionLevel(of(login))).data.permission
  expect([await told('owner'), await told('teacher'), await told('visitor')]).toEqual([
    'admin',
    'write',
    'read',
  ])
  await expect(told('nobody')).rejects.toMatchObject({ status: 404 })
  await expect(
    as.visitor.repos.getCollaboratorPermissionLevel(of('teacher')),
  ).rejects.toMatchObject({ status: 403 })
})

test('a pull request is among the issues and marked', async () => {
  await as.teacher.pulls.create({ owner, repo, title: 'A change', head: 'topic', base: 'main' })
  const { data } = await as.actions.issues.listForRepo({ owner, repo })
  expect(data).toMatchObject([{ number: 1, pull_request: { merged_at: null } }])
  expect(await open('next')).toBe(2)
})

test('a deleted issue is gone', async () => {
  const issue = { owner, repo, issue_number: await open('One') }
  github.deleteIssue(1)
  await expect(as.actions.issues.get(issue)).rejects.toMatchObject({ status: 410 })
  await expect(as.actions.issues.createComment({ ...issue, body: 'Seen' })).rejects.toMatchObject({
    status: 410,
  })
  expect([await listed(), await github.issues()]).toEqual([[], []])
})

test('an archived repository can be read only', async () => {
  github.repositoryIs('archived')
  expect((await as.actions.repos.get({ owner, repo })).data.archived).toBe(true)
  await expect(open('One')).rejects.toThrow('Repository was archived so is read-only.')
  expect(await listed()).toEqual([])
})

test('a repository without issues says so', async () => {
  github.repositoryIs('without-issues')
  expect((await as.actions.repos.get({ owner, repo })).data.has_issues).toBe(false)
  await expect(open('One')).rejects.toMatchObject({
    status: 410,
    message: expect.stringContaining('Issues has been disabled in this repository.'),
  })
})

test('the list of a repository without issues has its pull requests', async () => {
  await open('One')
  await as.teacher.pulls.create({ owner, repo, title: 'A change', head: 'topic', base: 'main' })
  github.repositoryIs('without-issues')
  expect(await listed()).toEqual([2])
})

test('a workflow whose job only reads writes nothing', async () => {
  await open('One')
  github.workflowMay('read')
  await expect(open('Two')).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
  })
  expect(await listed()).toEqual([1])
})

test('a renamed repository is followed, in reading and in writing', async () => {
  github.repositoryIs('renamed')
  expect((await as.actions.repos.get({ owner, repo })).data.full_name).toBe('school/attendance')
  expect(await open('One')).toBe(1)
  expect(github.calls.map(({ status }) => status)).toEqual([301, 200, 307, 201])
  const renamed = await as.actions.issues.get({ owner, repo: 'attendance', issue_number: 1 })
  expect(renamed.data.title).toBe('One')
})

test('a missing repository and a bad token', async () => {
  const nobody = new Octokit({ baseUrl: github.url, auth: 'token-of-nobody', log })
  await expect(nobody.repos.get({ owner, repo })).rejects.toMatchObject({ status: 401 })
  github.repositoryIs('missing')
  await expect(open('One')).rejects.toMatchObject({ status: 404 })
})

test('runs are found by event, outcome, branch and time', async () => {
  const run = { event: 'schedule', status: 'completed', conclusion: 'success' } as const
  github.workflows.set([
    {
      file: 'daily.yml',
      state: 'disabled_inactivity',
      runs: [
        { ...run, createdAt: '2026-03-08T06:17:00Z' },
        { ...run, createdAt: '2026-03-09T06:17:00Z' },
        { ...run, createdAt: '2026-03-09T08:00:00Z', conclusion: 'failure' },
        { ...run, createdAt: '2026-03-09T09:00:00Z', event: 'workflow_dispatch', branch: 'try' },
      ],
    },
  ])
  const workflow = { owner, repo, workflow_id: 'daily.yml' }
  const { data } = await as.actions.actions.getWorkflow(workflow)
  expect(data).toMatchObject({ path: '.github/workflows/daily.yml', state: 'disabled_inactivity' })
  const found = async (query: object) => {
    const runs = await as.actions.actions.listWorkflowRuns({ ...workflow, ...query })
    return runs.data.workflow_runs.map(({ run_number }) => run_number)
  }
  expect(await found({})).toEqual([4, 3, 2, 1])
  expect(await found({ event: 'schedule', status: 'success' })).toEqual([2, 1])
  expect(await found({ branch: 'try' })).toEqual([4])
  expect(await found({ created: '>=2026-03-09T06:17:00Z' })).toEqual([4, 3, 2])
  expect(await found({ created: '>2026-03-09T06:17:00Z' })).toEqual([4, 3])
  expect(await found({ created: '<2026-03-09' })).toEqual([1])
  expect(await found({ created: '<=2026-03-08' })).toEqual([1])
  expect(await found({ created: '2026-03-08..2026-03-09T06:17:00Z' })).toEqual([2, 1])
  expect(await found({ created: '2026-03-08' })).toEqual([1])
  expect(await found({ created: '2026-03-09T09:00:00Z..*' })).toEqual([4])
  expect(await found({ per_page: 1, page: 2 })).toEqual([3])
  await expect(
    as.actions.actions.getWorkflow({ ...workflow, workflow_id: 'weekly.yml' }),
  ).rejects.toMatchObject({ status: 404 })
})

test('secrets and variables show to who may write, but not to a workflow', async () => {
  github.secrets.set(['DATABASE_URL'])
  github.variables.set({ SCHOOL: 'north' })
  github.environments.set(['production'])
  const secrets = await as.owner.actions.listRepoSecrets({ owner, repo })
  expect(secrets.data).toMatchObject({ total_count: 1, secrets: [{ name: 'DATABASE_URL' }] })
  const variables = await as.owner.actions.listRepoVariables({ owner, repo })
  expect(variables.data.variables).toMatchObject([{ name: 'SCHOOL', value: 'north' }])
  const environments = await as.actions.repos.getAllEnvironments({ owner, repo })
  expect(environments.data.environments).toMatchObject([{ name: 'production' }])
  for (const client of [as.actions, as.visitor]) {
    await expect(client.actions.listRepoSecrets({ owner, repo })).rejects.toMatchObject({
      status: 403,
    })
  }
})

test('files are written and read', async () => {
  const file = { owner, repo, path: 'docs/status.json' }
  const content = Buffer.from('{}').toString('base64')
  const message = 'Status'
  await as.actions.repos.createOrUpdateFileContents({ ...file, message, content })
  const { data } = await as.actions.repos.getContent(file)
  expect(data).toMatchObject({ type: 'file', content: expect.stringContaining(content) })
})
