import { type MigrationReport, migrate as migrateDatabase, withSession } from '@rollcall/database'
import type { Command } from 'commander'
import { sessionOptions } from '../database-session.ts'
import { readSettings, requireDatabase } from '../settings.ts'
import { count, printJson, progress, say, style } from '../terminal/print.ts'

/** `rollcall migrate`: brings a database to today's schema. */
export function migrate(program: Command, done: (exitCode: number) => void) {
  program
    .command('migrate')
    .description("bring a database to today's schema: empty, older, or one with the tables already")
    .option('--dry-run', 'say what would be done and change nothing')
    .addHelpText('after', help)
    .action(async (options: { dryRun?: boolean }, command: Command) => {
      const settings = await readSettings(command)
      const report = await withSession(
        requireDatabase(settings),
        sessionOptions(settings, 'rollcall migrate'),
        (session) =>
          migrateDatabase(session, {
            dryRun: options.dryRun === true,
            progress,
            ...(settings.config.school ? { school: settings.config.school } : {}),
          }),
      )
      if (settings.json) printJson(report)
      else for (const line of reportLines(report)) say(line)
      done(0)
    })
}

function reportLines(report: MigrationReport): string[] {
  const changes = [
    ...report.applied.map((name) => `migration ${name}`),
    ...(report.deployed.length > 8
      ? [
          count(
            report.deployed.length,
            'function, trigger, policy or grant',
            'functions, triggers, policies and grants',
          ),
        ]
      : report.deployed),
    ...report.indexes.map((name) => `index ${name}`),
    ...report.settings,
  ]
  const heading = report.dryRun ? 'Would apply' : 'Applied'
  return [
    changes.length === 0
      ? `${style('green', '✔')} The database is up to date; there was nothing to do.`
      : `${style('green', '✔')} ${heading}:`,
    ...changes.map((change) => `    ${change}`),
    ...report.unreconciled.map((sentence) => `${style('yellow', '!')} ${sentence}`),
  ]
}

const help = `
No row that is there is changed or removed, a second run does nothing, and a run that was cut off is
finished by the next.

Examples:
  rollcall migrate --dry-run
  rollcall migrate --database postgresql://postgres:…@localhost:5432/school`
