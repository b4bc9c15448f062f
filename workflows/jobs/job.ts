import { error, info, notice, setOutput, summary } from '@actions/core'
import { Command } from 'commander'
import { explainError } from '../explain-error.ts'
import { readSettings, type Settings } from '../settings.ts'
import { oneLine } from './log.ts'
import { maskSecrets } from './secrets.ts'

/**
 * Runs a job of a workflow: hides the secrets from the log, reads the settings, and turns what is
 * thrown into one sentence and exit code 2.
 * @param work answers the exit code: 0 green, 1 there are findings, 2 something could not be done.
 */
export async function runJob(work: (settings: Settings) => Promise<number>): Promise<void> {
  maskSecrets(process.env)
  try {
    process.exitCode = await work(await jobSettings(process.env))
  } catch (thrown) {
    process.exitCode = 2
    error(oneLine(explainError(thrown).message))
  }
}

/** DATABASE_URL, and for a second database or a test ROLLCALL_CONFIG and ROLLCALL_NOW. */
function jobSettings(environment: NodeJS.ProcessEnv): Promise<Settings> {
  const { DATABASE_URL: database, ROLLCALL_CONFIG: config, ROLLCALL_NOW: now } = environment
  const command = new Command()
  if (database) command.setOptionValue('database', database)
  if (config) command.setOptionValue('config', config)
  if (now) command.setOptionValue('now', now)
  return readSettings(command)
}

/** What the workflow hands over; an input that nobody gave is empty. */
export function input(name: string): string {
  return process.env[name]?.trim() ?? ''
}

/** Whether the workflow hands a tick over. */
export function ticked(name: string): boolean {
  return input(name) === 'true'
}

/** Ends a job green that can't do its work here, and says so where everybody sees it. */
export async function skip(sentence: string): Promise<number> {
  setOutput('state', 'skipped')
  notice(sentence, { title: 'Skipped' })
  await summary.addRaw(`**Skipped.** ${sentence}\n`).write()
  return 0
}

/** A line of the log, whatever it holds. */
export function log(line: string) {
  info(oneLine(line))
}
