import { expect, test } from 'vitest'
import { judgeToken } from './token.ts'

const may = { push: true, triage: true }
const mayNot = { push: false, triage: false }
const about = { full_name: 'school/rollcall', private: true, permissions: may }

test.each([
  ['a classic token that may', 'gist, repo', about, 'ok', /may write issues\.$/],
  ['a fine-grained token', undefined, about, 'ok', /does not show/],
  ['a scope that is too narrow', 'public_repo', about, 'missing', /lacks the scope repo/],
  ['the same for a public repository', 'public_repo', { ...about, private: false }, 'ok', /may/],
  ['somebody who may not', 'repo', { ...about, permissions: mayNot }, 'missing', /teacher may not/],
  ['who may triage', 'repo', { ...about, permissions: { ...mayNot, triage: true } }, 'ok', /may/],
])('%s', (_who, scopes, given, state, words) => {
  const found = judgeToken('teacher', scopes, given)
  expect(found).toMatchObject({ state, detail: expect.stringMatching(words) })
  expect(found.fix === null).toBe(state === 'ok')
})
