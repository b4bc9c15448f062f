import { error, notice } from '@actions/core'
import {
  type Application,
  allRemedies,
  applyRemedy,
  OperatorError,
  type Remedy,
  type RemedyContext,
} from '@rollcall/core'
import { previewText, prose, tellOfRemedy } from '@rollcall/github'
import { withMigratedDatabase } from '../database-session.ts'
import { githubLinks, requireGitHub } from '../github-access.ts'
import { nearest } from '../nearest.ts'
import { positive, type Settings } from '../settings.ts'
import { input, log, runJob, skip, ticked } from './job.ts'
import { oneLine } from './log.ts'
import { writeSummary } from './summary.ts'

// Says what the remedy of REMEDY would do; with APPLY does it, and tells of it on the check's issue.
await runJob(async (settings) => {
  const remedy = find(input('REMEDY'))
  const limit = input('LIMIT')
    ? positive(input('LIMIT'), 'LIMIT')
    : (settings.config.limits[remedy.id] ?? remedy.limit)
  if (!settings.databaseUrl) {
    return skip(
      `The secret DATABASE_URL is not set${ticked('APPLY') ? ' in the environment remedies' : ''}, so ${remedy.id} has no database: docs/workflows.md says how to set it.`,
    )
  }
  return ticked('APPLY') ? apply(settings, remedy, limit) : preview(settings, remedy, limit)
})

async function preview(settings: Settings, remedy: Remedy, limit: number): Promise<number> {
  const foreseen = await withContext(settings, (context) => remedy.preview(context))
  const { count } = foreseen
  log(`${remedy.id} would touch ${count}; its bound is ${limit}.`)
  if (count > limit) {
    notice(
      `${remedy.id} would touch ${count} and its bound is ${limit}: it will be refused unless the limit is ${count}.`,
    )
  }
  await writeSummary([
    `## ${prose(remedy.title)}`,
    '',
    previewText(`It would touch ${count}; its bound is ${limit}`, foreseen),
    '',
    'Nothing was changed.',
  ])
  return 0
}

async function apply(settings: Settings, remedy: Remedy, limit: number): Promise<number> {
  const application = await withContext(settings, (context) => applyRemedy(remedy, context, limit))
  const { before, after, done } = application
  log(`${done} Looked again: ${after.count} left.`)
  const told = await tell(settings, application)
  await writeSummary([
    `## ${prose(remedy.title)}`,
    '',
    prose(done),
    '',
    previewText(`Before: ${before.count} to do`, before),
    '',
    previewText(`After: ${after.count} left`, after),
    '',
    told ?? 'It could not be told on the issue.',
  ])
  if (after.count > 0) {
    error(`${after.count} are left that ${remedy.id} could not do: see the summary of the run.`)
  }
  return after.count === 0 && told ? 0 : 2
}

/** The remedy is done, whether GitHub can be told of it or not; then there is nothing to answer. */
async function tell(settings: Settings, application: Application): Promise<string | undefined> {
  const { GITHUB_RUN_ID: run = '0', GITHUB_RUN_ATTEMPT: attempt = '1' } = process.env
  const { config, now } = settings
  try {
    const numbers = await tellOfRemedy({
      github: requireGitHub(),
      config,
      application,
      now,
      key: `${run}-${attempt}`,
      links: githubLinks(),
    })
    if (numbers.length === 0) return 'No issue is open about it.'
    return `Told on ${numbers.map((number) => `#${number}`).join(', ')}.`
  } catch (thrown) {
    if (!(thrown instanceof OperatorError)) throw thrown
    error(oneLine(`The remedy is applied, and the issue does not tell of it. ${thrown.message}`))
    return undefined
  }
}

function withContext<T>(settings: Settings, use: (context: RemedyContext) => Promise<T>) {
  return withMigratedDatabase(settings, 'rollcall remedy', (database) =>
    use({ database, now: settings.now, config: settings.config }),
  )
}

function find(name: string): Remedy {
  const found = allRemedies.find(({ id }) => id === name)
  if (found) return found
  const names = allRemedies.map(({ id }) => id)
  throw new OperatorError(
    `There is no remedy "${name}"; the nearest is ${nearest(name, names)}. Correct REMEDY in the workflow file.`,
  )
}
