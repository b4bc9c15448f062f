import { writeFile } from 'node:fs/promises'
import { setOutput } from '@actions/core'
import { exitCode, type Run, type Verdict } from '@rollcall/core'
import { publicVerdict } from '../commands/check.ts'
import type { Settings } from '../settings.ts'
import { annotate } from './annotate.ts'
import { runSummary } from './run-summary.ts'
import { writeSummary } from './summary.ts'

/** Leaves results.json to the job that keeps the issues. */
export async function leaveResults(run: Run, verdicts: Verdict[]) {
  const results = { run, verdicts: verdicts.map(publicVerdict) }
  await writeFile('results.json', `${JSON.stringify(results, null, 2)}\n`)
}

const states = ['well', 'findings', 'blind'] as const

/**
 * Shows what a look has come to: the state as an output, annotations, and the summary.
 * @returns the exit code: findings fail the job only where the configuration says so.
 */
export async function show(
  { run, verdicts, warnings }: { run: Run; verdicts: Verdict[]; warnings: string[] },
  { config }: Settings,
): Promise<number> {
  const code = exitCode(verdicts)
  setOutput('state', states[code])
  annotate(verdicts, warnings)
  await writeSummary(runSummary(run, verdicts, warnings))
  return code === 1 && !config.issues.findingsFailTheJob ? 0 : code
}
