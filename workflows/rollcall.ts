import { OperatorError } from '@rollcall/core'
import { Command, CommanderError, Option } from 'commander'
import { check } from './commands/check.ts'
import { database } from './commands/database.ts'
import { demo } from './commands/demo.ts'
import { diagnose } from './commands/diagnose.ts'
import { doctor } from './commands/doctor.ts'
import { generate } from './commands/generate.ts'
import { issues } from './commands/issues.ts'
import { migrate } from './commands/migrate.ts'
import { preview } from './commands/preview.ts'
import { remedy } from './commands/remedy.ts'
import { selftest } from './commands/selftest.ts'
import { serve } from './commands/serve.ts'
import { status } from './commands/status.ts'
import { watch } from './commands/watch.ts'
import { explainError } from './explain-error.ts'
import { printError } from './terminal/print.ts'

/** Every command in the order in which a newcomer meets it. */
const commands = [
  demo,
  database,
  migrate,
  check,
  status,
  generate,
  serve,
  preview,
  diagnose,
  remedy,
  selftest,
  issues,
  watch,
  doctor,
]

/**
 * The command `rollcall`.
 * @returns the exit code: 0 all is well or remedied, 1 there are findings, 2 something could not
 * be checked or done.
 */
export async function main(argv: string[]): Promise<number> {
  let exitCode = 0
  const program = command(argv, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    printError(explainError(error), argv.includes('--json'))
    return 2
  }
}

function command(argv: string[], done: (exitCode: number) => void): Command {
  const program = new Command('rollcall')
    .description("Keeps a tutoring school's classes complete and its database healthy.")
    .addOption(new Option('--database <url>', 'the database to work on').env('DATABASE_URL'))
    .option('--config <file>', 'the configuration (default: rollcall.config.json at the root)')
    .option('--now <instant>', 'a fixed clock, for example 2026-03-09T05:00:00Z')
    .option('--json', 'one JSON document on standard output, everything else on standard error')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text) => printError(usageError(text), argv.includes('--json')),
    })
    .exitOverride()
    .showSuggestionAfterError()
  for (const add of commands) add(program, done)
  inherit(program)
  return program
}

/** Commands are made by functions of their own, so that what holds for all is passed on at the end. */
function inherit(parent: Command) {
  for (const each of parent.commands) {
    each.copyInheritedSettings(parent)
    each.exitOverride()
    inherit(each)
  }
}

/** Commander's own words, as one sentence with the next step. */
function usageError(text: string): OperatorError {
  const said = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')
  return new OperatorError(
    `${said.charAt(0).toUpperCase()}${said.slice(1)}. See \`rollcall --help\`.`,
  )
}
