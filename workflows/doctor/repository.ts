import { type Config, OperatorError } from '@rollcall/core'
import type { WorkflowFile } from '@rollcall/github'
import { explainGitHub, type GitHub, labels } from '@rollcall/github'
import { type Found, missing, ok, partsOf, skipped, unknown } from './item.ts'
import { type LookedUp, lookUp } from './look-up.ts'
import { needsOf } from './needs.ts'
import { repositoryVariables } from './repository-settings.ts'
import { quoted } from './setting-item.ts'
import { settingsItems } from './settings-items.ts'
import { tokenItem } from './token.ts'

type Given = {
  /** GitHub as it is named, what is not set for that, or why what is set names none. */
  access: { github: GitHub } | { unset: string[] } | { mistake: OperatorError }
  config: Config
  files: WorkflowFile[]
}

/** Looks at the repository on GitHub; changes nothing. */
export async function examineRepository(given: Given): Promise<Found[]> {
  const { access, config, files } = given
  if ('unset' in access) {
    const fix = 'export GITHUB_TOKEN="$(gh auth token)" GITHUB_REPOSITORY=<owner>/<name>'
    return [skipped('access', `${access.unset.join(' and ')} not set.`, fix)]
  }
  if ('mistake' in access) {
    const { detail, fix } = partsOf(access.mistake)
    return [missing('access', detail, fix)]
  }
  const { github } = access
  const about = await github.rest.repos.get({ owner: github.owner, repo: github.repo }).then(
    ({ data }) => data,
    (error: unknown) => explainGitHub(error, `${github.owner}/${github.repo}`),
  )
  if (about instanceof OperatorError) return [unreachable(about)]
  const name = about.full_name
  return [
    ok('reachable', `${name} is there.`),
    about.has_issues
      ? ok('issues', 'They are on.')
      : missing('issues', 'They are switched off.', `gh repo edit ${name} --enable-issues`),
    about.archived
      ? missing('not archived', 'It is archived and takes no issues.', `gh repo unarchive ${name}`)
      : ok('not archived', 'It takes changes.'),
    await tokenItem(github, about),
    await actionsItem(github, name),
    ...(await workflowItems(github, name, files)),
    ...(await settingsItems(github, about, needsOf(await inUse(github, files)))),
    ...(await labelItems(github, name, config)),
  ]
}

/** Without a stack the workflow that deploys does nothing, and needs nothing. */
async function inUse(github: GitHub, files: WorkflowFile[]): Promise<WorkflowFile[]> {
  const variables = await lookUp(repositoryVariables(github))
  if (!variables.seen || variables.value.includes('PULUMI_STACK')) return files
  return files.filter(({ file }) => file !== 'deploy.yml')
}

function unreachable(error: OperatorError): Found {
  const { detail, fix } = partsOf(error)
  const { status } = error.cause as { status?: number }
  return status === 401 || status === 404
    ? missing('reachable', detail, fix)
    : unknown('reachable', detail, fix)
}

async function actionsItem({ rest, owner, repo }: GitHub, name: string): Promise<Found> {
  const item = 'GitHub Actions'
  const fix = `gh api --method PUT repos/${name}/actions/permissions -F enabled=true -f allowed_actions=all`
  const answer = await lookUp(
    rest.actions.getGithubActionsPermissionsRepository({ owner, repo }).then(({ data }) => data),
  )
  if (!answer.seen) {
    return unknown(item, `Whether they are on can't be seen: ${answer.why}.`, fix)
  }
  return answer.value.enabled
    ? ok(item, 'They are on.')
    : missing(item, 'They are switched off.', fix)
}

async function workflowItems(
  { rest, paginate, owner, repo }: GitHub,
  name: string,
  files: WorkflowFile[],
): Promise<Found[]> {
  const known = await lookUp(
    paginate(rest.actions.listRepoWorkflows, { owner, repo, per_page: 100 }),
  )
  return files.map((workflow) => workflowItem(workflow, known, name))
}

type Known = LookedUp<{ path: string; state: string }[]>

function workflowItem({ file, mistakes }: WorkflowFile, known: Known, repository: string): Found {
  const item = `workflow ${file}`
  const enable = `gh workflow enable ${file} --repo ${repository}`
  const [mistake] = mistakes
  if (mistake) return missing(item, `The file ${mistake}.`, `Correct .github/workflows/${file}`)
  if (!known.seen) {
    return unknown(item, `Whether it is on can't be seen: ${known.why}.`, enable)
  }
  const found = known.value.find(({ path }) => path === `.github/workflows/${file}`)
  switch (found?.state) {
    case 'active':
      return ok(item, 'It is on.')
    case undefined:
    case 'deleted':
      return missing(
        item,
        "GitHub doesn't know it.",
        'Push .github/workflows to the default branch',
      )
    case 'disabled_inactivity':
      return missing(item, 'GitHub switched it off, because nothing happened for 60 days.', enable)
    case 'disabled_fork':
      return missing(item, 'It is off, because the repository is a fork.', enable)
    default:
      return missing(item, 'It is switched off.', enable)
  }
}

/** The first issue makes what is missing of them; made beforehand they can be searched and subscribed to. */
async function labelItems(
  { rest, paginate, owner, repo }: GitHub,
  repository: string,
  { issues }: Config,
): Promise<Found[]> {
  const wanted = [
    ...Object.values(labels),
    ...issues.labels.map((name) => ({ name, color: '', description: '' })),
  ]
  const known = await lookUp(
    paginate(rest.issues.listLabelsForRepo, { owner, repo, per_page: 100 }),
  )
  return wanted.map(({ name, color, description }) => {
    const item = `label ${name}`
    const look = color ? ` --color ${color} --description ${quoted(description)}` : ''
    const fix = `gh label create ${quoted(name)}${look} --repo ${repository}`
    if (!known.seen) return unknown(item, `Whether it is there can't be seen: ${known.why}.`, fix)
    return known.value.some((label) => label.name.toLowerCase() === name.toLowerCase())
      ? ok(item, 'It is there.')
      : missing(item, 'It is not there; the first issue that needs it makes it, too.', fix)
  })
}
