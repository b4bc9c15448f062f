import type { GitHub } from '@rollcall/github'

/** The names of the repository's secrets; what they hold GitHub tells nobody. */
export async function repositorySecrets({
  rest,
  paginate,
  owner,
  repo,
}: GitHub): Promise<string[]> {
  const own = await paginate(rest.actions.listRepoSecrets, { owner, repo, per_page: 100 })
  // Those of its organisation that it may use; of a person's repository there are none.
  const shared = await paginate(rest.actions.listRepoOrganizationSecrets, {
    owner,
    repo,
    per_page: 100,
  }).catch(noneWhereNotFound)
  return [...own, ...shared].map(({ name }) => name)
}

export async function repositoryVariables({
  rest,
  paginate,
  owner,
  repo,
}: GitHub): Promise<string[]> {
  const own = await paginate(rest.actions.listRepoVariables, { owner, repo, per_page: 100 })
  const shared = await paginate(rest.actions.listRepoOrganizationVariables, {
    owner,
    repo,
    per_page: 100,
  }).catch(noneWhereNotFound)
  return [...own, ...shared].map(({ name }) => name)
}

function noneWhereNotFound(error: { status?: number }): [] {
  if (error.status === 404) return []
  throw error
}

/** Its environments with the rules that protect them. */
export async function environmentsOf({ rest, owner, repo }: GitHub) {
  const { data } = await rest.repos.getAllEnvironments({ owner, repo, per_page: 100 })
  return data.environments ?? []
}

export async function environmentSecrets(
  { rest, owner, repo }: GitHub,
  name: string,
): Promise<string[]> {
  const given = { owner, repo, environment_name: name, per_page: 100 }
  const { data } = await rest.actions.listEnvironmentSecrets(given)
  return data.secrets.map((secret) => secret.name)
}

export async function environmentVariables(
  { rest, owner, repo }: GitHub,
  name: string,
): Promise<string[]> {
  const given = { owner, repo, environment_name: name, per_page: 30 }
  const { data } = await rest.actions.listEnvironmentVariables(given)
  return data.variables.map((variable) => variable.name)
}
