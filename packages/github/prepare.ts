import { allChecks, type Config, OperatorError } from '@rollcall/core'
import { actualState, type Found } from './actual.ts'
import type { Links } from './body.ts'
import type { GitHub } from './client.ts'
import { ableToLook, type Desired, desiredState } from './desired.ts'
import { explainGitHub } from './explain-github.ts'
import { checkOf } from './marker.ts'
import type { Memory } from './memory.ts'
import type { Action } from './plan/action.ts'
import { plan } from './plan/plan.ts'
import { type Recalled, recall } from './recall.ts'
import { readRepository, requireAuthor } from './repository.ts'
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
 * Reads what there is and decides what to do; changes nothing.
 * @throws OperatorError when GitHub can't be asked, or doesn't fit.
 */
export async function prepare(given: Reconciliation) {
  const { config, results, links } = given
  const { environment, issues } = config
  if (results.length === 0) {
    throw new OperatorError(
      'No results are given: name one or more files that `rollcall check … --json` printed.',
    )
  }
  try {
    const repository = await readRepository(given.github)
    const github = { ...given.github, ...named(repository.name, given.github) }
    const now = results
      .map(({ run }) => run.now)
      .toSorted()
      .at(-1) as string
    const checks = results.flatMap(({ verdicts }) => verdicts.map(({ check }) => check))
    const recalled = await recall(given.memory, {
      environment,
      repository,
      checks: [...new Set(checks)],
      now,
      takeOver: given.takeOver === true,
    })
    const remembered = recalled.numbers
    const desired = desiredState(results, { config, history: recalled.history })
    const known = new Set([
      ...(links.checks ?? allChecks).map(({ id }) => id),
      ableToLook.id,
      workflowsRan.id,
      ...checks,
    ])
    const reading = { github, author: issues.author, environment, desired, known, remembered }
    const { found, unread, readAgain } = await actualState(reading)
    const decide = async () => {
      const remedied = await remedies(desired, found, recalled.memory)
      const all = plan({ desired, actual: found, known, config, links, remedied, now })
      return all.filter(({ fingerprint }) => !unread.has(fingerprint))
    }
    let actions = await decide()
    // What is said, and what closes, is decided on what the issue is now.
    if (await readAgain(new Set([...spoken(actions), ...outrun(found, recalled)]))) {
      actions = await decide()
    }
    if (actions.some(({ action }) => action === 'create')) await requireAuthor(github, config)
    const ended = [...remembered].flatMap(([fingerprint, { open }]) =>
      open && !found.get(fingerprint)?.issue.open ? [fingerprint] : [],
    )
    const written = new Set(actions.filter(({ write }) => write).map((each) => each.fingerprint))
    return {
      github,
      actions,
      unread: [...unread].map(([fingerprint, error]) => unreadable(fingerprint, error, github)),
      repository,
      recalled,
      ended: ended.filter((fingerprint) => !written.has(fingerprint) && !unread.has(fingerprint)),
    }
  } catch (error) {
    throw explainGitHub(error, `${given.github.owner}/${given.github.repo}`)
  }
}

/** The repository as it is called now: what was renamed answers under its old name by a redirection. */
function named(name: string, { owner: asked, repo: askedRepo }: GitHub) {
  const [owner = asked, repo = askedRepo] = name.split('/')
  return { owner, repo }
}

/** The next run reads it again. */
function unreadable(fingerprint: string, error: unknown, { owner, repo }: GitHub) {
  const reason = 'its issue could not be read'
  const problem = `${reason}: ${explainGitHub(error, `${owner}/${repo}`).message}`
  return { action: 'leave' as const, fingerprint, check: checkOf(fingerprint), reason, problem }
}

function spoken(actions: Action[]): string[] {
  return actions
    .filter(({ action }) => action === 'comment' || action === 'close' || action === 'reopen')
    .map(({ fingerprint }) => fingerprint)
}

/** The issues that a list shows as they were before what the database knows of them. */
function outrun(found: Map<string, Found>, { numbers }: Recalled): string[] {
  return [...numbers].flatMap(([fingerprint, { number, run }]) => {
    const issue = found.get(fingerprint)?.issue
    return issue?.number === number && issue.marker.run < run ? [fingerprint] : []
  })
}

/** What was done about the checks that are well again while their issues were open. */
async function remedies(
  desired: Desired[],
  actual: Map<string, Found>,
  memory?: Memory,
): Promise<Map<string, string[]>> {
  const done = new Map<string, string[]>()
  for (const { check, fingerprint, wish, now } of desired) {
    const since = actual.get(fingerprint)?.issue.state?.since
    const remedy = allChecks.find(({ id }) => id === check)?.remedy?.id
    if (!memory || !since || !remedy || wish.state !== 'well') continue
    // It is told for people's sake alone.
    const applied = await memory.remedies(since, now).catch(() => [])
    done.set(
      check,
      applied.filter((each) => each.remedy === remedy).map(({ done: sentence }) => sentence),
    )
  }
  return done
}
