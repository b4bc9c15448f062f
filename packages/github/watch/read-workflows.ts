import type { GitHub } from '../client.ts'
import { lastDue } from './schedule.ts'
import type { ScheduledRun, Watched } from './standing.ts'
import { parseWorkflow, type WorkflowFile } from './workflow-files.ts'

/** How many runs are looked at: a month of days tells how late they usually are. */
const newest = 30

const folder = '.github/workflows/'

/**
 * What GitHub knows of the workflows of the checkout that have a schedule: one call, and one for each.
 * A workflow whose runs can't be read is left out, and why is among the failures.
 */
export async function readWatched(
  github: GitHub,
  files: WorkflowFile[],
): Promise<{ watched: Watched[]; failures: unknown[] }> {
  const { rest, paginate, owner, repo } = github
  const known = await paginate(rest.actions.listRepoWorkflows, { owner, repo, per_page: 100 })
  const read = files.map(async (workflow): Promise<Watched> => {
    const found = known.find(({ path }) => path === folder + workflow.file)
    if (!found) return { workflow, state: 'absent', since: '', runs: [] }
    const { data } = await rest.actions.listWorkflowRuns({
      owner,
      repo,
      workflow_id: found.id,
      event: 'schedule',
      per_page: newest,
    })
    const runs = data.workflow_runs.map(asRun).toSorted(newestFirst)
    return { workflow, state: found.state, since: found.created_at, runs }
  })
  const results = await Promise.allSettled(read)
  return {
    watched: results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    failures: results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
  }
}

/**
 * Whether a workflow's schedules were already in its file when it is said to have been due. Where the
 * history can't be read it is taken to have been so.
 */
export async function wasScheduled(github: GitHub, file: string, due: string): Promise<boolean> {
  const { rest, owner, repo } = github
  const path = folder + file
  try {
    const commits = await rest.repos.listCommits({ owner, repo, path, until: due, per_page: 1 })
    const ref = commits.data[0]?.sha
    if (!ref) return true
    const { data } = await rest.repos.getContent({ owner, repo, path, ref })
    if (!('content' in data)) return true
    const text = Buffer.from(data.content, 'base64').toString('utf8')
    const at = Date.parse(due)
    return lastDue(parseWorkflow(file, text).schedules, at) === at
  } catch {
    return true
  }
}

/** When the newest run on the default branch could not start, if that is why the schedule is silent. */
export async function failedStart(github: GitHub, file: string): Promise<string | undefined> {
  const { rest, owner, repo } = github
  try {
    const { data: about } = await rest.repos.get({ owner, repo })
    const { data } = await rest.actions.listWorkflowRuns({
      owner,
      repo,
      workflow_id: file,
      branch: about.default_branch,
      per_page: 1,
    })
    const [run] = data.workflow_runs
    return run?.conclusion === 'startup_failure' ? run.created_at : undefined
  } catch {
    // That it was missed is known; only the reason is not.
    return undefined
  }
}

function asRun(run: { created_at: string; status: string | null; conclusion: string | null }) {
  return { createdAt: run.created_at, status: run.status ?? '', conclusion: run.conclusion }
}

function newestFirst(a: ScheduledRun, b: ScheduledRun): number {
  return b.createdAt.localeCompare(a.createdAt)
}
