import { readFile } from 'node:fs/promises'
import { OperatorError, previewSchedule, type SchedulePreview } from '@rollcall/core'
import { migrate, type Session, startEmbeddedServer, withSession } from '@rollcall/database'
import type { Command } from 'commander'
import { withMigratedDatabase } from '../database-session.ts'
import { date, readSettings, type Settings, zone } from '../settings.ts'
import { count, printable, printJson, progress, say, style } from '../terminal/print.ts'

type Options = {
  schedule: string
  from: string
  to: string
  startDate?: string
  endDate?: string
  timeZone?: string
}

/** `rollcall preview`: the occurrences of one schedule; nothing is written. */
export function preview(program: Command, done: (exitCode: number) => void) {
  program
    .command('preview')
    .description('show the occurrences of one schedule; nothing is written')
    .requiredOption('--schedule <json|@file>', 'the schedule, or @ and the file that holds it')
    .requiredOption('--from <date>', 'the first day to show')
    .requiredOption('--to <date>', 'the last day to show')
    .option('--start-date <date>', "the student's first day")
    .option('--end-date <date>', "the student's last day")
    .option('--time-zone <zone>', "the zone of a schedule that names none (default: the school's)")
    .addHelpText('after', help)
    .action(async (options: Options, command: Command) => {
      const settings = await readSettings(command)
      const school = settings.config.school
      const timezone = options.timeZone ? zone(options.timeZone, '--time-zone') : school?.timezone
      const wanted = {
        schedule: await readSchedule(options.schedule),
        from: date(options.from, '--from'),
        to: date(options.to, '--to'),
        ...(options.startDate !== undefined ? { startDate: options.startDate } : {}),
        ...(options.endDate !== undefined ? { endDate: options.endDate } : {}),
        ...(timezone ? { timezone } : {}),
        ...(school ? { closures: school.closures } : {}),
      }
      if (wanted.from > wanted.to) {
        throw new OperatorError(
          `--to is ${wanted.to}, before --from, which is ${wanted.from}: exchange them.`,
        )
      }
      const answer = await withRoutines(settings, (session) => previewSchedule(session, wanted))
      if (settings.json) printJson(answer)
      else for (const line of lines(answer)) say(line)
      done(answer.errors.length > 0 ? 2 : 0)
    })
}

/** The functions are Postgres': in the named database, or in an embedded one for the moment. */
async function withRoutines<T>(settings: Settings, use: (session: Session) => Promise<T>) {
  if (settings.databaseUrl) return withMigratedDatabase(settings, 'rollcall preview', use)
  progress('no database is named: starting an embedded one for the preview')
  const server = await startEmbeddedServer()
  try {
    return await withSession(server.url(), {}, async (session) => {
      await migrate(session)
      return use(session)
    })
  } finally {
    await server.stop()
  }
}

async function readSchedule(given: string): Promise<unknown> {
  const text = given.startsWith('@')
    ? await readFile(given.slice(1), 'utf8').catch((cause) => {
        throw new OperatorError(
          `The schedule file ${given.slice(1)} can't be read: check its name.`,
          { cause },
        )
      })
    : given
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON reaches the normaliser as the text that an application may have stored.
    return text
  }
}

function lines({ occurrences, errors, warnings }: SchedulePreview): string[] {
  const problems = [
    ...errors.map((each) => ({ ...each, mark: style('red', '✖') })),
    ...warnings.map((each) => ({ ...each, mark: style('yellow', '!') })),
  ]
  return [
    ...problems.map(
      ({ mark, code, path, hint }) =>
        `${mark} ${code} at ${printable(path) || '/'}: ${printable(hint)}`,
    ),
    ...occurrences.map(
      ({ originDate, originStartTime, durationMinutes, startsAt }) =>
        `  ${weekday(originDate)} ${originDate} ${originStartTime}  ${durationMinutes} min  ${style('dim', startsAt)}`,
    ),
    summary(occurrences.length, errors),
  ]
}

/** What generation would do: of a course that isn't there it makes the classes nevertheless. */
function summary(occurrences: number, errors: SchedulePreview['errors']): string {
  if (errors.some(({ code }) => code !== 'unknown_course')) {
    return 'No class can be generated from this schedule.'
  }
  const found = count(occurrences, 'occurrence')
  return errors.length > 0 ? `${found}, of a course that is not in the database.` : found
}

function weekday(day: string): string {
  return Temporal.PlainDate.from(day).toLocaleString('en', { weekday: 'short' })
}

const help = `
Examples:
  rollcall preview --from 2026-03-09 --to 2026-03-22 --schedule \\
    '[{"day": "lunes", "start_time": "17:00", "end_time": "18:00"}]' --time-zone Europe/Madrid
  rollcall preview --from 2026-03-09 --to 2026-06-30 --schedule @schedule.json --json

Exit code: 0 the schedule can be read, 2 it can't.`
