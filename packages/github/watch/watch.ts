import { type Config, type Verdict, worst } from '@rollcall/core'
import type { GitHub } from '../client.ts'
import { explainFailure, findingOf, nameOf } from './describe.ts'
import { failedStart, readWatched, wasScheduled } from './read-workflows.ts'
import { type Standing, standingOf, type Watched } from './standing.ts'
import type { WorkflowFile } from './workflow-files.ts'

/** What the watch is called among the checks. */
export const workflowsRan = { id: 'workflows-ran', title: 'Every scheduled workflow ran' }

type Given = {
  /** Absent where the environment names none. */
  github?: GitHub
  config: Config
  /** An instant in ISO 8601. */
  now: string
  /** Those of the checkout: what should run is what they say. */
  files: WorkflowFile[]
}

type Judged = Standing & { file: string; runs: number }

/**
 * Looks whether the schedule of each workflow starts it. Only a successful run that its schedule
 * started counts. What could not be looked at is unknown, as everywhere.
 */
export async function watchWorkflows(given: Given): Promise<Verdict> {
  const { github, config, now } = given
  const common = {
    check: workflowsRan.id,
    title: workflowsRan.title,
    evidence: {},
    window: { from: now, to: now },
  }
  const skip = config.skip[workflowsRan.id]
  if (skip) return { ...common, state: 'skipped', reason: skip }
  if (!github) {
    return {
      ...common,
      state: 'skipped',
      reason:
        'GitHub is not named, so there are no workflows to look at: set GITHUB_TOKEN and GITHUB_REPOSITORY',
    }
  }
  const files = given.files.filter(({ schedules, mistakes }) => schedules.length + mistakes.length)
  if (files.length === 0) {
    return {
      ...common,
      state: 'unknown',
      reason: 'No workflow of this checkout has a schedule, so there was nothing to look at',
      hint: 'Run it in the whole repository, with .github/workflows.',
    }
  }
  try {
    const { watched, failures } = await readWatched(github, files)
    const said = verdictOf(common, watched, await judge(github, watched, given))
    const [failure] = failures
    if (!failure) return said
    const evidence = { ...said.evidence, unseen: failures.length }
    // What was found stands, whatever else there may be.
    if (said.state === 'fail') return { ...said, evidence }
    return { ...common, evidence, state: 'unknown', ...explainFailure(failure, github) }
  } catch (error) {
    return { ...common, state: 'unknown', ...explainFailure(error, github) }
  }
}

/** What the runs say, with what only a missed run makes worth a call: since when it is due, and why. */
async function judge(github: GitHub, watched: Watched[], { config, now }: Given) {
  const judging = {
    now,
    graceHours: config.thresholds.checklistGraceHours,
    redCounts: config.issues.findingsFailTheJob,
  }
  return Promise.all(
    watched.map(async (each): Promise<Judged> => {
      const { problem, ...standing } = standingOf(each, judging)
      const { file } = each.workflow
      const confirmed = problem?.kind === 'missed' ? await confirm(github, file, problem) : problem
      return {
        ...standing,
        ...(confirmed ? { problem: confirmed } : {}),
        file,
        runs: each.runs.length,
      }
    }),
  )
}

async function confirm(
  github: GitHub,
  file: string,
  missed: Extract<Standing['problem'], { kind: 'missed' }>,
): Promise<Standing['problem']> {
  if (!(await wasScheduled(github, file, missed.due))) return undefined
  const at = await failedStart(github, file)
  return at ? { kind: 'startup', at } : missed
}

type Common = Pick<Verdict, 'check' | 'title' | 'evidence' | 'window'>

function verdictOf(common: Common, watched: Watched[], judged: Judged[]): Verdict {
  const states = new Set(watched.map(({ state }) => state))
  const evidence = evidenceOf(judged)
  if (states.size === 1 && states.has('disabled_fork')) {
    const reason = 'The repository is a fork, in which GitHub runs no schedules until told to'
    return { ...common, evidence, state: 'skipped', reason }
  }
  if (states.size === 1 && states.has('absent')) {
    return {
      ...common,
      evidence,
      state: 'unknown',
      reason: 'GitHub knows no workflow of this checkout',
      hint: 'Push .github/workflows to the default branch, or name the right repository in GITHUB_REPOSITORY.',
    }
  }
  const findings = judged.flatMap((each) => findingOf(each.file, each))
  const from = judged
    .flatMap(({ lastRun }) => (lastRun ? [new Date(lastRun).toISOString()] : []))
    .toSorted()[0]
  const said = { ...common, evidence, window: { ...common.window, ...(from ? { from } : {}) } }
  return findings.length > 0
    ? { ...said, state: 'fail', severity: worst(findings), findings }
    : { ...said, state: 'pass' }
}

function evidenceOf(judged: Judged[]): Verdict['evidence'] {
  const newest = judged
    .flatMap((each) => (each.newest ? [each.newest.createdAt] : []))
    .toSorted()
    .at(-1)
  return {
    examined: judged.length,
    runs: judged.reduce((sum, { runs }) => sum + runs, 0),
    newestRun: newest ?? null,
    workflows: Object.fromEntries(
      judged.map(({ file, runs, lastDue, lastRun, latenessHours, graceHours }) => [
        nameOf(file),
        { runs, lastDue, lastRun, latenessHours, graceHours },
      ]),
    ),
  }
}
