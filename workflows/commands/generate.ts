import { type Generated, generate as generateClasses } from '@rollcall/core'
import { Argument, type Command } from 'commander'
import { withMigratedDatabase } from '../database-session.ts'
import { date, positive, readSettings } from '../settings.ts'
import { count, printJson, progress, say, style } from '../terminal/print.ts'

type Options = { student?: string; from?: string; to?: string; dryRun?: boolean }

/** `rollcall generate`: generates classes, for the coming weeks or for the gaps behind. */
export function generate(program: Command, done: (exitCode: number) => void) {
  program
    .command('generate')
    .description('generate classes')
    .addArgument(
      new Argument(
        '<what>',
        'weekly: today to the end of next week; missing: older gaps too',
      ).choices(['weekly', 'missing']),
    )
    .option('--student <id>', 'one student only')
    .option('--from <date>', 'from this day on')
    .option('--to <date>', 'up to and including this day')
    .option('--dry-run', 'say what would be created and change nothing')
    .addHelpText('after', help)
    .action(async (what: 'weekly' | 'missing', options: Options, command: Command) => {
      const settings = await readSettings(command)
      const wanted = {
        what,
        now: settings.now,
        lookBackDays: settings.config.thresholds.missingClassesLookBackDays,
        dryRun: options.dryRun === true,
        ...(options.student ? { student: positive(options.student, '--student') } : {}),
        ...(options.from ? { from: date(options.from, '--from') } : {}),
        ...(options.to ? { to: date(options.to, '--to') } : {}),
      }
      const generated = await withMigratedDatabase(settings, 'rollcall generate', (session) => {
        if (!settings.json) progress(`generating classes (${what})`)
        return generateClasses(session, wanted)
      })
      if (settings.json) printJson(generated)
      else for (const line of lines(generated)) say(line)
      done(generated.failed.length > 0 ? 2 : 0)
    })
}

const listed = 20

function lines(generated: Generated): string[] {
  const { created, students, skipped, failed, perStudent, dryRun } = generated
  const verb = dryRun ? 'would be created' : 'created'
  const more = perStudent.length - listed
  return [
    `${style('green', '✔')} ${count(created, 'class', 'classes')} ${verb}, ${generated.from} to ${generated.to}; classes are due to ${count(students, 'student')}.`,
    ...corrected(generated),
    ...perStudent
      .slice(0, listed)
      .map((each) => `    student ${each.studentId}: ${count(each.created, 'class', 'classes')}`),
    ...(more > 0 ? [`    … and ${count(more, 'more student')}`] : []),
    ...(skipped > 0 ? [`  ${count(skipped, 'student')} skipped: ${reasons(generated)}`] : []),
    ...failed.map(
      ({ studentId, sqlstate }) =>
        `${style('red', '✖')} student ${studentId}: failed with SQLSTATE ${sqlstate}; see public.class_generation_logs, or run \`rollcall diagnose student ${studentId}\`.`,
    ),
  ]
}

/** What no schedule calls for as it stood, and nobody had touched. */
function corrected({ updated, removed, dryRun }: Generated): string[] {
  const would = dryRun ? 'would be ' : ''
  return [
    ...(updated > 0
      ? [`  ${count(updated, 'class', 'classes')} ${would}brought to the schedule`]
      : []),
    ...(removed > 0
      ? [`  ${count(removed, 'class', 'classes')} ${would}removed: no schedule calls for them`]
      : []),
  ]
}

function reasons({ skippedStudents }: Generated): string {
  const groups = Map.groupBy(skippedStudents, ({ reason }) => reason)
  return [...groups]
    .map(([reason, students]) => `${students.length} ${reason.replaceAll('_', ' ')}`)
    .join(', ')
}

const help = `
Examples:
  rollcall generate weekly
  rollcall generate missing --student 42 --dry-run
  rollcall generate missing --from 2026-01-07 --to 2026-03-31

Exit code: 0 done, 2 it failed for at least one student.`
