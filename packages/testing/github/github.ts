import { faultsOnDemand } from '../http/faults-on-demand.ts'
import type { Workflow } from './actions-store.ts'
import { corrections } from './corrections.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { type Asked, type Below, stack } from './exchange.ts'
import type { Fault } from './faults.ts'
import { githubLimits } from './limits.ts'
import { actions, owner, teacher, visitor } from './people.ts'
import { type Call, startProxy } from './proxy.ts'
import { repository } from './repository.ts'
import { type Issue, readIssues } from './truth.ts'
import { newWorld, type RepositoryState } from './world.ts'

export type { Workflow } from './actions-store.ts'
export type { Fault } from './faults.ts'
export type { Call } from './proxy.ts'
export type { Comment, Issue } from './truth.ts'
export type { Run } from './workflow-runs.ts'
export type { RepositoryState } from './world.ts'

export type GitHub = {
  /** What goes into `GITHUB_API_URL`. */
  url: string
  /** What goes into `GITHUB_REPOSITORY`. It is public. */
  repository: string
  /**
   * `actions` is what a workflow is given: it writes as `github-actions[bot]` and is no user. The
   * owner is an administrator, the teacher may write, the visitor only comment and open issues.
   */
  tokens: { actions: string; owner: string; teacher: string; visitor: string }
  /** Every call since the start or the last reset, in the order of their coming. */
  calls: Call[]
  /** Arms one fault, that is used up by the first call that it fits. */
  fail(fault: Fault): void
  /** From now on lists of issues show each as it was so many milliseconds ago; `Date` tells the time. */
  lag(milliseconds: number): void
  /** From now on GitHub's rate limits are held, the primary and the secondary ones. */
  enforceLimits(): void
  /** From now on the repository is archived, has no issues, is called `school/attendance`, is gone. */
  repositoryIs(state: RepositoryState): void
  /** From now on a workflow's job has `issues: write` or only reads. */
  workflowMay(permission: 'read' | 'write'): void
  /** What GitHub Actions has; each call replaces what was there. */
  workflows: { set(workflows: Workflow[]): void }
  secrets: { set(names: string[]): void }
  environments: { set(names: string[]): void }
  variables: { set(variables: Record<string, string>): void }
  /** Takes an issue away, as an administrator can on the web page only. */
  deleteIssue(number: number): void
  /** What is there in truth, by number; pull requests are among them. */
  issues(): Promise<Issue[]>
  /** Everything as after the start: no issues, no faults, no calls. */
  reset(): Promise<void>
  stop(): Promise<void>
}

/**
 * A GitHub of our own for tests: npm's `emulate` behind a proxy that records calls, brings faults
 * about and corrects what is otherwise than GitHub describes it. It runs in this process and asks
 * `Date` for the time, so that a test's fixed clock is GitHub's, too.
 */
export async function startGitHub(): Promise<GitHub> {
  const calls: Call[] = []
  const faults = faultsOnDemand<Fault>()
  const limits = githubLimits()
  const proxy = await startProxy(calls, faults, (asked) => answer(asked))
  let world = newWorld(proxy.url, await startEmulator(proxy.url))
  let answer = layersOver()

  function layersOver(): Below {
    const layers = corrections.map(({ layer }) => layer(world))
    return stack([limits.layer, ...layers], passedTo(world.emulator))
  }

  async function reset() {
    const { emulator } = world
    world = newWorld(proxy.url, await startEmulator(proxy.url))
    answer = layersOver()
    calls.length = 0
    faults.clear()
    limits.clear()
    await emulator.close()
  }

  return {
    url: proxy.url,
    repository,
    tokens: {
      actions: actions.token,
      owner: owner.token,
      teacher: teacher.token,
      visitor: visitor.token,
    },
    calls,
    fail: faults.arm,
    lag: (milliseconds) => void Object.assign(world, { lag: milliseconds }),
    enforceLimits: limits.enforce,
    repositoryIs: (state) => void Object.assign(world, { repositoryState: state }),
    workflowMay: (permission) =>
      void Object.assign(world, { workflowMayWrite: permission === 'write' }),
    workflows: { set: (workflows) => void Object.assign(world.store, { workflows }) },
    secrets: { set: (secrets) => void Object.assign(world.store, { secrets }) },
    environments: { set: (environments) => void Object.assign(world.store, { environments }) },
    variables: { set: (variables) => void Object.assign(world.store, { variables }) },
    deleteIssue: (number) => void world.deleted.add(number),
    issues: () => readIssues(world),
    reset,
    async stop() {
      await proxy.stop()
      await world.emulator.close()
    },
  }
}

function passedTo(emulator: Emulator): Below {
  return ({ method, path, query, body, token }: Asked) => {
    const names = path.split('/').map((segment) => segment.replaceAll('%2F', '/'))
    const encoded = names.map(encodeURIComponent).join('/')
    const search = query.size > 0 ? `?${query}` : ''
    return emulator.ask(method, `${encoded}${search}`, body, token)
  }
}
