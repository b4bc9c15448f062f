import { afterAll, expect, test } from 'vitest'
import { answerFaults } from './description/description.ts'
import { type Operation, operations } from './description/operations.ts'
import { startGitHub } from './github.ts'

const github = await startGitHub()
afterAll(() => github.stop())

const content = Buffer.from('{}').toString('base64')
const at = '/repos/school/rollcall'
github.secrets.set(['DATABASE_URL'])
github.environments.set(['production'])
github.variables.set({ SCHOOL: 'north' })
github.workflows.set([
  {
    file: 'daily.yml',
    runs: [
      {
        event: 'schedule',
        status: 'completed',
        conclusion: 'success',
        createdAt: '2026-03-09T06:17:00Z',
      },
    ],
  },
])

/** A good request and a refused one for each operation, in the order of their coming. */
const requests: [Operation, string, object | undefined, number, keyof typeof github.tokens][] = [
  ['GET /user', '/user', undefined, 200, 'owner'],
  ['GET /user', '/user', undefined, 403, 'actions'],
  ['GET /repos/{owner}/{repo}', at, undefined, 200, 'actions'],
  ['POST /repos/{owner}/{repo}/labels', `${at}/labels`, { name: 'rollcall' }, 201, 'actions'],
  ['POST /repos/{owner}/{repo}/labels', `${at}/labels`, { name: 'Rollcall' }, 422, 'actions'],
  ['GET /repos/{owner}/{repo}/labels', `${at}/labels`, undefined, 200, 'actions'],
  ['GET /repos/{owner}/{repo}/labels/{name}', `${at}/labels/rollcall`, undefined, 200, 'actions'],
  ['GET /repos/{owner}/{repo}/labels/{name}', `${at}/labels/none`, undefined, 404, 'actions'],
  [
    'POST /repos/{owner}/{repo}/issues',
    `${at}/issues`,
    { title: 'Classes are missing', body: 'one', labels: ['new'], assignees: ['teacher'] },
    201,
    'actions',
  ],
  ['POST /repos/{owner}/{repo}/issues', `${at}/issues`, { title: '' }, 422, 'actions'],
  ['GET /repos/{owner}/{repo}/issues', `${at}/issues?state=all`, undefined, 200, 'actions'],
  ['GET /repos/{owner}/{repo}/issues', `${at}/issues?creator=nobody`, undefined, 422, 'actions'],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}', `${at}/issues/1`, undefined, 200, 'actions'],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}', `${at}/issues/9`, undefined, 404, 'actions'],
  [
    'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
    `${at}/issues/1`,
    { state: 'closed', state_reason: 'duplicate' },
    200,
    'actions',
  ],
  [
    'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
    `${at}/issues/1`,
    { title: 'Mine' },
    403,
    'visitor',
  ],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    `${at}/issues/1/comments`,
    { body: 'Seen' },
    201,
    'visitor',
  ],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    `${at}/issues/1/comments`,
    {},
    422,
    'visitor',
  ],
  [
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    `${at}/issues/1/comments`,
    undefined,
    200,
    'actions',
  ],
  [
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    `${at}/issues/comments/1`,
    { body: 'Seen twice' },
    200,
    'teacher',
  ],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
    `${at}/issues/1/labels`,
    { labels: ['worse'] },
    200,
    'actions',
  ],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees',
    `${at}/issues/1/assignees`,
    { assignees: ['owner', 'visitor', 'nobody'] },
    201,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/assignees/{assignee}',
    `${at}/assignees/teacher`,
    undefined,
    204,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/assignees/{assignee}',
    `${at}/assignees/visitor`,
    undefined,
    404,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    `${at}/collaborators/visitor/permission`,
    undefined,
    200,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    `${at}/collaborators/nobody/permission`,
    undefined,
    404,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/actions/workflows',
    `${at}/actions/workflows`,
    undefined,
    200,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}',
    `${at}/actions/workflows/daily.yml`,
    undefined,
    200,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    `${at}/actions/workflows/1/runs?status=success&event=schedule&branch=main`,
    undefined,
    200,
    'actions',
  ],
  ['GET /repos/{owner}/{repo}/actions/secrets', `${at}/actions/secrets`, undefined, 200, 'owner'],
  [
    'GET /repos/{owner}/{repo}/actions/variables',
    `${at}/actions/variables`,
    undefined,
    200,
    'owner',
  ],
  ['GET /repos/{owner}/{repo}/environments', `${at}/environments`, undefined, 200, 'actions'],
  [
    'PUT /repos/{owner}/{repo}/contents/{path}',
    `${at}/contents/docs/status.json`,
    { message: 'Status', content },
    201,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/contents/{path}',
    `${at}/contents/docs/status.json`,
    undefined,
    200,
    'actions',
  ],
  [
    'GET /repos/{owner}/{repo}/contents/{path}',
    `${at}/contents/nothing.json`,
    undefined,
    404,
    'actions',
  ],
]

for (const [operation, path, body, status, who] of requests) {
  test(`${operation} answers ${who} with ${status} as GitHub describes it`, async () => {
    const [method = ''] = operation.split(' ')
    const response = await fetch(`${github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${github.tokens[who]}` },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = text === '' ? undefined : JSON.parse(text)
    expect({ status: response.status, text: status < 400 || text }).toMatchObject({ status })
    expect(answerFaults(operation, status, answer)).toEqual([])
  })
}

test('every operation that we use is held against the description', () => {
  expect(new Set(requests.map(([operation]) => operation))).toEqual(new Set(operations))
})

test('an answer that is otherwise than described is told', () => {
  expect(answerFaults('GET /user', 200, { login: 7 })).toContainEqual(
    expect.stringContaining('GET /user 200: '),
  )
  expect(answerFaults('GET /user', 418, {})).toEqual(["GET /user doesn't answer with 418"])
})
