import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { warning } from '@actions/core'
import { OperatorError } from '@rollcall/core'
import { applyIssues, planIssues } from '@rollcall/github'
import { checksNamed } from '../checklists.ts'
import { publicVerdict } from '../commands/check.ts'
import { reconciled } from '../commands/issues.ts'
import { blindLook } from '../look.ts'
import type { Settings } from '../settings.ts'
import { issueSummary } from './issue-summary.ts'
import { input, log, runJob, ticked } from './job.ts'
import { oneLine } from './log.ts'
import { writeSummary } from './summary.ts'

// Brings the issues to what the results say; with DRY_RUN it only says what it would do.
await runJob(async (settings) => {
  const files = await resultFiles(settings)
  const { plan, done, undone, warnings } = ticked('DRY_RUN')
    ? { plan: await reconciled(files, settings, planIssues), done: [], undone: [], warnings: [] }
    : await reconciled(files, settings, applyIssues)
  for (const { action, fingerprint, reason } of plan) log(`${action} ${fingerprint}: ${reason}`)
  for (const sentence of warnings) warning(oneLine(sentence))
  await writeSummary(issueSummary({ plan, done, undone, warnings }, ticked('DRY_RUN')))
  if (undone.length === 0) return 0
  throw new OperatorError(
    `${undone.length} of the issues' actions could not be done: ${undone[0]?.problem} The next run does what is left.`,
  )
})

/** What the job that looked has left. If that is nothing, nothing was looked at, and an issue says so. */
async function resultFiles(settings: Settings): Promise<string[]> {
  const folder = 'results'
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()
  if (names.length > 0) return names.map((name) => join(folder, name))
  const what = input('WHAT')
  const ended = input('LOOK_RESULT') || 'unknown'
  const { run, verdicts } = blindLook(
    {
      url: '',
      checklist: what,
      checks: checksNamed(what, { without: 'nothing was looked at' }),
      settings,
      remedy: false,
      report: () => {},
      warn: () => {},
    },
    new OperatorError(`The job that looks ended with ${ended} and left no results`),
  )
  const file = join(folder, 'results.json')
  await writeFile(file, JSON.stringify({ run, verdicts: verdicts.map(publicVerdict) }))
  return [file]
}
