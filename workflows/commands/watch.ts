import { exitCode, type Run, type Verdict } from '@rollcall/core'
import { readWorkflowFiles, watchWorkflows } from '@rollcall/github'
import type { Command } from 'commander'
import { optionalGitHub, workflowFolder } from '../doctor/surroundings.ts'
import { readSettings, type Settings } from '../settings.ts'
import { printJson, say } from '../terminal/print.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { publicVerdict } from './check.ts'

/** `rollcall watch`: looks whether the schedule of each workflow starts it. */
export function watch(program: Command, done: (exitCode: number) => void) {
  program
    .command('watch')
    .description('look whether GitHub ran every scheduled workflow when it was due')
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const settings = await readSettings(command)
      const { run, verdict } = await lookAtWorkflows(settings)
      if (settings.json) printJson({ run, verdicts: [publicVerdict(verdict)] })
      else for (const line of verdictLines(verdict)) say(line)
      done(exitCode([verdict]))
    })
}

/** One run of the watch over the workflow files of this checkout. */
export async function lookAtWorkflows(settings: Settings): Promise<{ run: Run; verdict: Verdict }> {
  const { config, now } = settings
  const startedAt = new Date().toISOString()
  const github = optionalGitHub()
  const verdict = await watchWorkflows({
    ...(github ? { github } : {}),
    config,
    now,
    files: await readWorkflowFiles(workflowFolder),
  })
  const run = { checklist: 'watch', environment: config.environment, startedAt, now }
  return { run, verdict }
}

const help = `
What should run is what the workflow files of this checkout say, each in the zone of its schedule.
Only a successful run that its schedule started counts. Needs GITHUB_TOKEN with the permission
"Actions: read" and GITHUB_REPOSITORY, and no database.

Examples:
  rollcall watch
  rollcall watch --json > watch.json && rollcall issues plan watch.json

Exit code: 0 every one ran or GitHub is not named, 1 one did not, 2 it could not be looked at.`
