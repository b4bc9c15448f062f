import type { GitHub } from '@rollcall/github'
import { type Found, missing, ok, skipped, unknown } from './item.ts'
import { type LookedUp, lookUp } from './look-up.ts'
import type { Needs } from './needs.ts'
import {
  environmentSecrets,
  type environmentsOf,
  environmentVariables,
} from './repository-settings.ts'
import {
  atTerminal,
  type Names,
  type Repository,
  secretItem,
  variableItem,
} from './setting-item.ts'

type Environment = Awaited<ReturnType<typeof environmentsOf>>[number]

/** Whether an environment that workflow files name is there, with who has to agree and its settings. */
export async function environmentItems(
  github: GitHub,
  repository: Repository,
  needed: Needs['environments'][number],
  environments: LookedUp<Environment[]>,
): Promise<Found[]> {
  const { name } = needed
  const item = `environment ${name}`
  const make = `gh api --method PUT repos/${repository.full_name}/environments/${encodeURIComponent(name)}`
  if (!environments.seen) {
    return [unknown(item, `Whether it is there can't be seen: ${environments.why}.`, make)]
  }
  const environment = environments.value.find((each) => each.name === name)
  if (!environment) {
    const detail = 'It is not there'
    return [
      repository.private
        ? skipped(
            item,
            `${detail}; in a private repository it needs a paid plan. ${atTerminal}`,
            make,
          )
        : missing(
            item,
            `${detail}, and the first job in it makes it without a reviewer.`,
            withReviewer(make),
          ),
    ]
  }
  const place = { repository, environment: name }
  const [secrets, variables] = await Promise.all([
    needed.secrets.length > 0 ? lookUp(environmentSecrets(github, name)) : nothing,
    needed.variables.length > 0 ? lookUp(environmentVariables(github, name)) : nothing,
  ])
  return [
    ok(item, 'It is there.'),
    reviewerItem(environment, repository, withReviewer(make)),
    ...needed.secrets.map((need) => secretItem(need, secrets, place)),
    ...needed.variables.map((need) => variableItem(need, variables, place)),
  ]
}

const nothing: Names = { seen: true, value: [] }

/** Who makes the environment becomes the one who is asked. */
function withReviewer(make: string): string {
  return `${make} -F 'reviewers[][type]=User' -F "reviewers[][id]=$(gh api user --jq .id)"`
}

function reviewerItem(
  { name, protection_rules: rules = [] }: Environment,
  repository: Repository,
  fix: string,
): Found {
  const item = `environment ${name}: required reviewer`
  if (rules.some(({ type }) => type === 'required_reviewers')) {
    return ok(item, 'Somebody has to agree before anything is applied.')
  }
  const detail = 'Nobody has to agree before something is applied'
  // https://docs.github.com/actions/reference/environments: with other plans for public ones only.
  return repository.private
    ? skipped(item, `${detail}; in a private repository GitHub's Enterprise plan has that.`, fix)
    : missing(item, `${detail}.`, fix)
}
