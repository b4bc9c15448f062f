import { type Diagnosis, diagnoseStudent } from '@rollcall/core'
import type { Command } from 'commander'
import { withMigratedDatabase } from '../database-session.ts'
import { positive, readSettings } from '../settings.ts'
import { printJson, say, style } from '../terminal/print.ts'

/** `rollcall diagnose`: walks the document's decision trees to a cause and its fix. */
export function diagnose(program: Command, done: (exitCode: number) => void) {
  const command = program
    .command('diagnose')
    .description("walk the document's decision trees: cause, evidence, fix")
  command
    .command('student')
    .description('why a student has no classes, or too few')
    .argument('<id>', 'the id of the student')
    .addHelpText('after', help)
    .action(async (id: string, _options: unknown, subcommand: Command) => {
      const settings = await readSettings(subcommand)
      const student = positive(id, 'The student')
      const diagnosis = await withMigratedDatabase(settings, 'rollcall diagnose', (session) =>
        diagnoseStudent(session, {
          student,
          now: settings.now,
          lookBackDays: settings.config.thresholds.missingClassesLookBackDays,
        }),
      )
      if (settings.json) printJson({ student, ...diagnosis })
      else for (const line of diagnosisLines(`Student ${student}`, diagnosis)) say(line)
      done(diagnosis.cause ? 1 : 0)
    })
}

/** A walked tree for a person: the answers on the way, then cause, fix and command. */
function diagnosisLines(heading: string, { steps, cause, fix, command }: Diagnosis): string[] {
  return [
    style('bold', heading),
    ...steps.map(
      ({ question, answer, well }) =>
        `  ${well ? style('green', '✔') : style('red', '✖')} ${question} ${style('dim', answer)}`,
    ),
    ...(cause
      ? [`  ${style('bold', 'Cause:')} ${cause}`, `  ${style('bold', 'Fix:')} ${fix}`]
      : ['  Nothing is wrong.']),
    ...(command ? [`  ${style('bold', 'Command:')} ${command}`] : []),
  ]
}

const help = `
Example:
  rollcall diagnose student 42

Exit code: 0 nothing is wrong, 1 a cause was found.`
