import { allChecks, OperatorError } from '@rollcall/core'
import { readSchema } from '@rollcall/database'
import type { Command } from 'commander'
import { withMigratedDatabase } from '../database-session.ts'
import { nearest } from '../nearest.ts'
import { selftestLines } from '../selftest/report.ts'
import { type Selftest, selftest as test } from '../selftest/selftest.ts'
import { readSettings, type Settings } from '../settings.ts'
import { printJson, progress, say } from '../terminal/print.ts'

/** `rollcall selftest`: whether the checks still see their faults, on a copy of the database's schema. */
export function selftest(program: Command, done: (exitCode: number) => void) {
  program
    .command('selftest')
    .description('plant every known fault in a copy of the schema: do the checks still see them?')
    .argument('[checks...]', 'the checks to prove (default: all)')
    .addHelpText('after', help)
    .action(async (names: string[], _options: unknown, command: Command) => {
      const checks = choose(names)
      const settings = await readSettings(command)
      const { now } = settings
      const run = {
        environment: settings.config.environment,
        startedAt: new Date().toISOString(),
        now,
      }
      const schema = await readNamed(settings)
      const answer = await test({ ...(schema ? { schema } : {}), checks, now, progress })
      if (settings.json) printJson({ run, ...publicShape(answer) })
      else for (const line of selftestLines(answer)) say(line)
      done(selftestCode(answer, names))
    })
}

async function readNamed(settings: Settings) {
  if (settings.databaseUrl) return withMigratedDatabase(settings, 'rollcall selftest', readSchema)
  progress("no database is named: testing Rollcall's own schema")
  return undefined
}

/**
 * 2 outweighs 1, as everywhere. A check for which no fault is known counts only when it was asked for
 * by name; otherwise it is told, or the exit code could never be 0.
 */
function selftestCode({ faults, checks }: Selftest, named: string[]): number {
  const unproven = checks.some(({ check, state }) => state === 'unknown' && named.includes(check))
  if (unproven || faults.some(({ state }) => state === 'unknown')) return 2
  return faults.some(({ state }) => state === 'missed') ? 1 : 0
}

function publicShape({ faults, checks, copy }: Selftest) {
  return {
    faults: faults.map(({ fault, check, story, state, ...reason }) => ({
      fault,
      check,
      story,
      state,
      ...reason,
    })),
    checks: checks.map(({ check, state, seen, missed, unknown }) => ({
      check,
      state,
      seen,
      missed,
      unknown,
    })),
    copy,
  }
}

function choose(names: string[]): string[] {
  const known = allChecks.map(({ id }) => id)
  for (const name of names) {
    if (known.includes(name)) continue
    throw new OperatorError(
      `There is no check "${name}"; the nearest is ${nearest(name, known)}. \`rollcall check --help\` lists them all.`,
    )
  }
  return names.length > 0 ? [...new Set(names)] : known
}

const help = `
Of the database only the schema and Rollcall's settings are read, no row of the school, and nothing is
written there: everything else happens on an embedded server, with an invented school. The role
rollcall_reader is enough. Without a database Rollcall's own schema is tested.

Examples:
  rollcall selftest
  rollcall selftest missing-classes row-level-security --database postgresql://…

Exit code: 0 every fault was seen, 1 a check missed one, 2 something could not be tried.`
