import { fileURLToPath } from 'node:url'
import type { GitHub } from '@rollcall/github'
import { requireGitHub } from '../github-access.ts'

/** The workflow files of this checkout. */
export const workflowFolder = fileURLToPath(new URL('../../.github/workflows', import.meta.url))

/**
 * GitHub, where the environment names it.
 * @throws OperatorError where it names no repository in the right form.
 */
export function optionalGitHub(environment = process.env): GitHub | undefined {
  return missingForGitHub(environment).length === 0 ? requireGitHub(environment) : undefined
}

/** What the environment lacks for GitHub to be asked. */
export function missingForGitHub(environment = process.env): string[] {
  return ['GITHUB_TOKEN', 'GITHUB_REPOSITORY'].filter((name) => !environment[name])
}
