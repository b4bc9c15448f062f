import { afterAll, beforeEach, expect, test } from 'vitest'
import { corrections } from './corrections.ts'
import { startEmulator } from './emulator.ts'
import type { Json } from './exchange.ts'
import { startGitHub } from './github.ts'
import { actions, owner, type Person, teacher, visitor } from './people.ts'

const at = '/repos/school/rollcall'
const github = await startGitHub()
let emulator = await startEmulator('https://github.test')

beforeEach(async () => {
  await emulator.close()
  emulator = await startEmulator('https://github.test')
  await github.reset()
})

afterAll(async () => {
  await emulator.close()
  await github.stop()
})

type Reply = { status: number; body: Json }
type Ask = (who: Person, method: string, path: string, body?: Json) => Promise<Reply>

/** The emulator as it comes, and GitHub as our proxy makes it. */
const asItComes: Ask = async ({ token }, method, path, body) => {
  const answer = await emulator.ask(method, path, body, token)
  return { status: answer.status, body: answer.body as Json }
}

const corrected: Ask = async ({ token }, method, path, body) => {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual',
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
}

const stranger: Person = { login: 'stranger', token: 'token-of-nobody', permission: 'read' }
const long = 'a'.repeat(65_537)

/** A story for each correction, what the emulator tells of it and what GitHub does. */
const stories: Record<string, [(ask: Ask) => Promise<unknown>, unknown, unknown]> = {
  'known-tokens': [async (ask) => (await ask(stranger, 'GET', '/user')).status, 200, 401],
  'repository-state': [
    async (ask) => {
      await ask(owner, 'PATCH', at, { archived: true })
      github.repositoryIs('archived')
      const archived = await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      await ask(owner, 'PATCH', at, { archived: false, has_issues: false })
      github.repositoryIs('without-issues')
      return [
        archived.status,
        (await ask(actions, 'POST', `${at}/issues`, { title: 'Two' })).status,
      ]
    },
    [201, 404],
    [403, 410],
  ],
  shapes: [
    async (ask) => {
      const { body } = await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      const { type } = body.user as Json
      const { body: error } = await ask(actions, 'GET', `${at}/issues/9`)
      return [type, String(body.created_at).length, error.status]
    },
    ['User', '2026-03-09T06:17:00.000Z'.length, undefined],
    ['Bot', '2026-03-09T06:17:00Z'.length, '404'],
  ],
  'deleted-issues': [
    async (ask) => {
      await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      await ask(owner, 'DELETE', `${at}/issues/1`)
      github.deleteIssue(1)
      return (await ask(actions, 'GET', `${at}/issues/1`)).status
    },
    200,
    410,
  ],
  'workflow-token': [async (ask) => (await ask(actions, 'GET', '/user')).status, 200, 403],
  'described-requests': [
    async (ask) => (await ask(actions, 'POST', `${at}/issues`, { title: 'One', body: 7 })).status,
    201,
    422,
  ],
  'write-access': [
    async (ask) => {
      await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      return (await ask(visitor, 'PATCH', `${at}/issues/1`, { state: 'closed' })).status
    },
    200,
    403,
  ],
  permissions: [
    async (ask) => {
      const { body } = await ask(actions, 'GET', `${at}/collaborators/teacher/permission`)
      const of = await ask(actions, 'GET', `${at}/collaborators/visitor/permission`)
      return [body.permission, of.status]
    },
    ['push', 404],
    ['write', 200],
  ],
  assignable: [
    async (ask) => (await ask(actions, 'GET', `${at}/assignees/teacher`)).status,
    404,
    204,
  ],
  'actions-store': [
    async (ask) => {
      const variables = await ask(owner, 'GET', `${at}/actions/variables`)
      return [variables.status, (await ask(owner, 'GET', `${at}/environments`)).status]
    },
    [404, 404],
    [200, 200],
  ],
  versions: [
    async (ask) => {
      github.lag(60_000)
      await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      return numbers(await ask(actions, 'GET', `${at}/issues`))
    },
    [1],
    [],
  ],
  'issue-list': [
    async (ask) => {
      await ask(teacher, 'POST', `${at}/pulls`, { title: 'A change', head: 'topic', base: 'main' })
      return numbers(await ask(actions, 'GET', `${at}/issues`))
    },
    [],
    [1],
  ],
  'comment-list': [
    async (ask) => {
      await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      await ask(visitor, 'POST', `${at}/issues/1/comments`, { body: 'Seen' })
      const later = `${at}/issues/1/comments?since=2999-01-01T00:00:00Z`
      return ((await ask(actions, 'GET', later)).body as unknown as Json[]).length
    },
    1,
    0,
  ],
  'pull-requests-as-issues': [
    async (ask) => {
      await ask(teacher, 'POST', `${at}/pulls`, { title: 'A change', head: 'topic', base: 'main' })
      return (await ask(actions, 'GET', `${at}/issues/1`)).status
    },
    404,
    200,
  ],
  'valid-content': [
    async (ask) => {
      const tooLong = await ask(actions, 'POST', `${at}/issues`, { title: 'One', body: long })
      const assignees = ['visitor']
      const assigned = await ask(actions, 'POST', `${at}/issues`, { title: 'One', assignees })
      return [tooLong.status, assigned.status]
    },
    [201, 201],
    [422, 422],
  ],
  'label-names': [
    async (ask) => {
      await ask(actions, 'POST', `${at}/labels`, { name: 'rollcall' })
      return (await ask(actions, 'POST', `${at}/labels`, { name: 'Rollcall' })).status
    },
    201,
    422,
  ],
  'added-assignees': [
    async (ask) => {
      await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      const added = { assignees: ['teacher', 'nobody'] }
      return (await ask(actions, 'POST', `${at}/issues/1/assignees`, added)).status
    },
    422,
    201,
  ],
  'state-reasons': [
    async (ask) => {
      await ask(actions, 'POST', `${at}/issues`, { title: 'One' })
      const closing = { state: 'closed', state_reason: 'duplicate' }
      await ask(actions, 'PATCH', `${at}/issues/1`, closing)
      return (await ask(actions, 'GET', `${at}/issues/1`)).body.state_reason
    },
    'completed',
    'duplicate',
  ],
}

function numbers({ body }: Reply): unknown[] {
  return (body as unknown as Json[]).map(({ number }) => number)
}

for (const { name, emulator: habit } of corrections) {
  const [story, before, after] = stories[name] ?? []

  test(`${name}: the emulator ${habit}`, async () => {
    expect(await story?.(asItComes)).toEqual(before)
  })

  test(`${name}: ours does as GitHub`, async () => {
    expect(await story?.(corrected)).toEqual(after)
  })
}

test('every correction has its story', () => {
  expect(Object.keys(stories)).toEqual(corrections.map(({ name }) => name))
})
