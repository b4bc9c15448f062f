import { type Config, OperatorError } from '@rollcall/core'
import { isSame, rawPerson, rawRepository } from './answers.ts'
import type { GitHub } from './client.ts'
import { concernsAll } from './explain-github.ts'

/**
 * The repository that keeps the issues.
 * @throws OperatorError when it takes none.
 */
export async function readRepository({ rest, owner, repo }: GitHub) {
  const answer = await rest.repos.get({ owner, repo })
  const data = rawRepository.parse(answer.data)
  if (data.archived) {
    throw new OperatorError(
      `${data.full_name} is archived and takes no issues: unarchive it, or name another in GITHUB_REPOSITORY.`,
    )
  }
  if (data.has_issues === false) {
    throw new OperatorError(
      `${data.full_name} has its issues switched off: switch them on in its settings, or name another in GITHUB_REPOSITORY.`,
    )
  }
  return { id: data.id, name: data.full_name }
}

/**
 * An issue that another account wrote would not be known again, and the next run would open another.
 * The token of a workflow may not ask who it is; it writes as github-actions[bot], as the first issue tells.
 */
export async function requireAuthor({ rest }: GitHub, { issues }: Config) {
  const login = await rest.users
    .getAuthenticated()
    .then(({ data }) => rawPerson.parse(data).login)
    .catch((error: unknown) => {
      if (concernsAll(error)) throw error
      return undefined
    })
  if (login === undefined || isSame(login, issues.author)) return
  throw new OperatorError(
    `The token writes as ${login}, and issues.author in the configuration is ${issues.author}: set issues.author to ${login}, or use the token of ${issues.author}. Nothing was changed.`,
  )
}
