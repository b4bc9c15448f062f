import type { GitHub } from '@rollcall/github'
import { environmentItems } from './environment-items.ts'
import type { Found } from './item.ts'
import { lookUp } from './look-up.ts'
import type { Needs } from './needs.ts'
import { environmentsOf, repositorySecrets, repositoryVariables } from './repository-settings.ts'
import { type Repository, secretItem, variableItem } from './setting-item.ts'

/** The secrets and variables of the repository and its environments, by what the workflow files use. */
export async function settingsItems(
  github: GitHub,
  repository: Repository,
  needs: Needs,
): Promise<Found[]> {
  const [secrets, variables, environments] = await Promise.all([
    lookUp(repositorySecrets(github)),
    lookUp(repositoryVariables(github)),
    lookUp(environmentsOf(github)),
  ])
  const ofEnvironments = await Promise.all(
    needs.environments.map((needed) => environmentItems(github, repository, needed, environments)),
  )
  return [
    ...needs.secrets.map((need) => secretItem(need, secrets, { repository })),
    ...needs.variables.map((need) => variableItem(need, variables, { repository })),
    ...ofEnvironments.flat(),
  ]
}
