import { allChecks, type Config, OperatorError } from '@rollcall/core'
import { actualState } from './actual.ts'
import { rawPerson, rawRepository } from './answers.ts'
import { type Applied, applyPlan } from './apply.ts'
import type { Links } from './body.ts'
import type { GitHub } from './client.ts'
import { ableToLook, type Desired, desiredState } from './desired.ts'
import { concernsAll, explainGitHub } from './explain-github.ts'
import { type Memory, requireOneRepository } from './memory.ts'
import type { Action } from './plan/action.ts'
import { plan } from './plan/plan.ts'
import type { Results } from './results.ts'
import { workflowsRan } from './watch/index.ts'

export type Reconciliation = {
  github: GitHub
  config: Config
  results: Results[]
  links: Links
  /** Absent where no database is named or it can't be reached. */
  memory?: Memory
  /** Lets this repository take the issues of the environment over from another one. */
  takeOver?: boolean
}

/**
 * Works out what to do with the issues of the runs' checks, and changes nothing.
 * @throws OperatorError when GitHub or the database can't be asked, or doesn't fit.
 */
export async function planIssues(given: Reconciliation): Promise<Action[]> {
  return (await prepare(given)).actions
}

/**
 * Brings the issues to what the runs say. Safe to repeat and safe when interrupted: each run computes
 * what should be, so that the next one does what this one could not.
 */
export async function applyIssues(given: Reconciliation): Promise<Applied & { plan: Action[] }> {
  const { github, config, memory } = given
  const { actions, repository } = await prepare(given)
  if (actions.some(({ action }) => action === 'create')) await requireAuthor(github, config)
  const forgetful: string[] = []
  const applied = await applyPlan({
    github,
    actions,
    written: async ({ fingerprint, number, write }) => {
      // Of a duplicate nothing has to be known.
      if (!memory || write.stateReason === 'duplicate') return
      const { episode, run } = write.marker
      const open = write.state === 'open'
      await memory
        .remember({ fingerprint, repository, number, episode, run, open })
        .catch((error: { code?: string }) => {
          forgetful.push(error.code ?? 'no connection')
        })
    },
  })
  const warnings = [...applied.warnings]
  if (forgetful.length > 0) {
    warnings.push(
      `The numbers of ${forgetful.length} issues could not be kept in the database (${forgetful[0]}); the next run finds them by listing.`,
    )
  }
  return { ...applied, warnings, plan: actions }
}

async function prepare(given: Reconciliation) {
  const { github, config, results, links, memory } = given
  const { environment, issues } = config
  if (results.length === 0) {
    throw new OperatorError(
      'No results are given: name one or more files that `rollcall check … --json` printed.',
    )
  }
  try {
    const repository = await readRepository(github)
    if (memory) {
      if (given.takeOver) await memory.takeOver(environment, repository.id)
      requireOneRepository(await memory.repositories(environment), repository, environment)
    }
    const now = results
      .map(({ run }) => run.now)
      .toSorted()
      .at(-1) as string
    const checks = results.flatMap(({ verdicts }) => verdicts.map(({ check }) => check))
    const history = (await memory?.history(environment, [...new Set(checks)], now)) ?? new Map()
    const desired = desiredState(results, { config, history })
    const known = new Set([
      ...allChecks.map(({ id }) => id),
      ableToLook.id,
      workflowsRan.id,
      ...checks,
    ])
    const actual = await actualState({
      github,
      author: issues.author,
      environment,
      desired,
      known,
      remembered: (await memory?.numbers(environment)) ?? new Map(),
    })
    const actions = plan({
      desired,
      actual,
      known,
      config,
      links,
      remedied: await remedies(desired, actual, memory),
      now,
    })
    return { actions, repository }
  } catch (error) {
    throw explainGitHub(error, `${github.owner}/${github.repo}`)
  }
}

async function readRepository({ rest, owner, repo }: GitHub) {
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
 * The token of a workflow may not ask who it is; it writes as github-actions[bot].
 */
async function requireAuthor({ rest }: GitHub, { issues }: Config) {
  const login = await rest.users
    .getAuthenticated()
    .then(({ data }) => rawPerson.parse(data).login)
    .catch((error: { status?: number }) => {
      const unasked = error.status === 403 || error.status === 404
      if (unasked && !concernsAll(error)) return undefined
      throw explainGitHub(error, 'GitHub')
    })
  if (login === undefined || login === issues.author) return
  throw new OperatorError(
    `The token writes as ${login}, and issues.author in the configuration is ${issues.author}: set issues.author to ${login}, or use the token of ${issues.author}. Nothing was changed.`,
  )
}

/** What was done about the checks that are well again while their issues were open. */
async function remedies(
  desired: Desired[],
  actual: Awaited<ReturnType<typeof actualState>>,
  memory?: Memory,
): Promise<Map<string, string[]>> {
  const done = new Map<string, string[]>()
  for (const { check, fingerprint, wish, now } of desired) {
    const since = actual.get(fingerprint)?.issue.state?.since
    const remedy = allChecks.find(({ id }) => id === check)?.remedy?.id
    if (!memory || !since || !remedy || wish.state !== 'well') continue
    const applied = await memory.remedies(since, now)
    done.set(
      check,
      applied.filter((each) => each.remedy === remedy).map(({ done: sentence }) => sentence),
    )
  }
  return done
}
