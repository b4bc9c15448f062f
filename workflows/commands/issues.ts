import { readFile } from 'node:fs/promises'
import { OperatorError } from '@rollcall/core'
import { connect, type Session } from '@rollcall/database'
import {
  type Action,
  type Applied,
  applyIssues,
  databaseMemory,
  parseResults,
  planIssues,
  type Reconciliation,
  type Results,
} from '@rollcall/github'
import type { Command } from 'commander'
import { sessionOptions } from '../database-session.ts'
import { explainError } from '../explain-error.ts'
import { githubLinks, requireGitHub } from '../github-access.ts'
import { readSettings, type Settings } from '../settings.ts'
import { count, printable, printJson, progress, say, style } from '../terminal/print.ts'

/** `rollcall issues`: brings GitHub's issues to what the checks say. */
export function issues(program: Command, done: (exitCode: number) => void) {
  const group = program
    .command('issues')
    .description('reconcile GitHub issues with the verdicts of one or more runs')
    .addHelpText('after', help)
  group
    .command('plan')
    .description('print what would be done, and change nothing')
    .argument('<results...>', 'files as `rollcall check … --json` prints them')
    .action(async (files: string[], _options: unknown, command: Command) => {
      const settings = await readSettings(command)
      const plan = await reconciled(files, settings, planIssues)
      if (settings.json) printJson({ plan })
      else for (const action of plan) say(line(action))
      done(0)
    })
  group
    .command('apply')
    .description('do it, and read each issue again')
    .argument('<results...>', 'files as `rollcall check … --json` prints them')
    .option('--take-over', 'let this repository take the issues over from another one')
    .action(async (files: string[], options: { takeOver?: boolean }, command: Command) => {
      const settings = await readSettings(command)
      const takeOver = options.takeOver === true
      const applied = await reconciled(files, settings, (given) => {
        if (takeOver && !given.memory) throw noMemory()
        return applyIssues({ ...given, takeOver })
      })
      if (settings.json) printJson(applied)
      else print(applied)
      done(applied.undone.length > 0 ? 2 : 0)
    })
}

/** Runs a reconciliation of the files with GitHub, and with the database's memory where there is one. */
export async function reconciled<T>(
  files: string[],
  settings: Settings,
  work: (given: Reconciliation) => Promise<T>,
): Promise<T> {
  const { config } = settings
  const github = requireGitHub()
  const results = await Promise.all(files.map((file) => read(file, config.environment)))
  const session = await openMemory(settings)
  try {
    return await work({
      github,
      config,
      results,
      links: githubLinks(),
      ...(session ? { memory: databaseMemory(session) } : {}),
    })
  } finally {
    await session?.end().catch(() => undefined)
  }
}

async function read(file: string, environment: string): Promise<Results> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new OperatorError(`The results ${printable(file)} can't be read: check the name.`, {
      cause,
    })
  })
  return parseResults(text, printable(file), environment)
}

/** The memory helps and is not needed: the database may be what the issues are about. */
async function openMemory(settings: Settings): Promise<Session | undefined> {
  if (!settings.databaseUrl) return undefined
  const options = sessionOptions(settings, 'rollcall issues')
  try {
    const session = await connect(settings.databaseUrl, options)
    if (await hasMemory(session)) return session
    await session.end()
  } catch (error) {
    progress(`without the database's memory of issues: ${explainError(error).message}`)
    return undefined
  }
  progress("without the database's memory of issues: run `rollcall migrate`, which makes it")
  return undefined
}

/** Whether the database keeps issues; nothing that is asked of it later waits long for anybody's lock. */
async function hasMemory(session: Session): Promise<boolean> {
  await session.query("set statement_timeout = '15s'")
  const { rows } = await session.query<{ there: boolean }>(
    "select to_regclass('rollcall.issues') is not null as there",
  )
  return rows[0]?.there === true
}

function noMemory() {
  return new OperatorError(
    '--take-over changes what the database knows of the issues, and there is none that can be asked: give it with --database or DATABASE_URL, migrated by `rollcall migrate`.',
  )
}

function print({ done, undone, plan, warnings }: Applied & { plan: Action[] }) {
  for (const action of plan.filter(({ action }) => action === 'leave')) say(line(action))
  for (const action of done) say(line(action))
  for (const action of undone) {
    say(`${line(action)}\n    ${style('yellow', 'not done:')} ${printable(action.problem)}`)
  }
  for (const warning of warnings) say(`${style('yellow', 'warning:')} ${printable(warning)}`)
  say(`\n${count(done.length, 'action')} done, ${undone.length} not done`)
}

function line({ action, number, fingerprint, reason }: Action): string {
  const issue = number ? ` #${number}` : ''
  return `${style('bold', action)}${issue} ${fingerprint} ${style('dim', printable(reason))}`
}

const help = `
Needs GITHUB_TOKEN and GITHUB_REPOSITORY; GITHUB_API_URL for a server of your own. With --database
or DATABASE_URL the numbers of the issues are remembered, and openAfter sees earlier runs.

Exit code: 0 done, 2 something could not be done; the next run does it.`
