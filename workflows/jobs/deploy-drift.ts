import { OperatorError } from '@rollcall/core'
import { type Infrastructure, infrastructureDrift } from '@rollcall/deployment'
import { explainError } from '../explain-error.ts'
import { type LookOptions, look, lookWithoutDatabase } from '../look.ts'
import type { Settings } from '../settings.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { log } from './job.ts'
import { leaveResults, show } from './results.ts'

/**
 * Looks whether the infrastructure is as the program says, and leaves results.json to the job that keeps
 * the issues. It needs no database; where one is named the run is kept there.
 * @returns the exit code, as any look's.
 */
export async function lookForDrift(
  settings: Settings,
  infrastructure: Infrastructure,
): Promise<number> {
  const check = infrastructureDrift(infrastructure)
  const { databaseUrl } = settings
  const warnings: string[] = []
  const options: LookOptions = {
    url: databaseUrl ?? '',
    checklist: check.id,
    checks: [check],
    settings,
    remedy: false,
    report: (verdict) => verdictLines(verdict).forEach(log),
    warn: (sentence) => warnings.push(sentence),
  }
  const without = (error: Error) => lookWithoutDatabase(options, error)
  const { run, verdicts } = await (databaseUrl
    ? look(options).catch((thrown) => without(explainError(thrown)))
    : without(new OperatorError('No database is named')))
  await leaveResults(run, verdicts)
  return show({ run, verdicts, warnings }, settings)
}
