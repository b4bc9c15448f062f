import { describe, expect, test } from 'vitest'
import { connectGitHub } from './client.ts'
import { explainGitHub } from './explain-github.ts'

const access = { token: 'a-secret', repository: 'school/rollcall', polite: false }

/** What a call to GitHub at an address says. */
async function said(apiUrl: string, timeout?: number): Promise<string> {
  const { rest, owner, repo } = connectGitHub({ ...access, apiUrl, ...(timeout && { timeout }) })
  const error = await rest.repos.get({ owner, repo }).catch((thrown: unknown) => thrown)
  return explainGitHub(error, 'school/rollcall').message
}

describe('an API that', () => {
  test('nobody answers at', async () => {
    expect(await said('http://127.0.0.1:1/api/v3/')).toBe(
      "GitHub can't be reached at http://127.0.0.1:1 (check GITHUB_API_URL and the network): what is left is done by the next run.",
    )
  })

  test.each(['api.github.com', 'file:///tmp', 'ssh://git@example'])('can be none: %s', (apiUrl) => {
    expect(() => connectGitHub({ ...access, apiUrl })).toThrow(/GITHUB_API_URL is no address/)
  })
})

test('a token with a line break at its end is taken without it, and is never told', async () => {
  const { rest, owner, repo } = connectGitHub({
    ...access,
    token: 'a-secret\n',
    apiUrl: 'http://127.0.0.1:1',
  })
  const error = await rest.repos.get({ owner, repo }).catch((thrown: unknown) => thrown)
  expect(explainGitHub(error, 'school/rollcall').message).toMatch(/can't be reached/)
  expect(explainGitHub(error, 'school/rollcall').message).not.toMatch(/a-secret/)
})
