import { OperatorError } from '@rollcall/core'
import { connectGitHub, type GitHub, type Links } from '@rollcall/github'
import { knownChecks } from './checklists.ts'

/**
 * GitHub as the environment names it: GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL.
 * @throws OperatorError naming all that is missing.
 */
export function requireGitHub(environment = process.env): GitHub {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_API_URL: apiUrl } = environment
  if (!token || !repository) {
    const missing = [
      ...(token ? [] : ['GITHUB_TOKEN (a token with the permission "Issues: write")']),
      ...(repository ? [] : ['GITHUB_REPOSITORY (owner/name)']),
    ]
    throw new OperatorError(`GitHub can't be asked: set ${missing.join(' and ')}.`)
  }
  return connectGitHub({ token, repository, ...(apiUrl ? { apiUrl } : {}) })
}

/** Where the texts of issues lead to: the repository's pages, and the workflow run if this is one. */
export function githubLinks(environment = process.env): Links {
  const {
    GITHUB_SERVER_URL: server = 'https://github.com',
    GITHUB_REPOSITORY: name,
    GITHUB_RUN_ID: run,
  } = environment
  const repository = `${server}/${name}`
  return {
    repository,
    checks: knownChecks,
    ...(run ? { run: `${repository}/actions/runs/${run}` } : {}),
  }
}
