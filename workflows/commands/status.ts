import { OperatorError, readStatus } from '@rollcall/core'
import { readPlatformAccess } from '@rollcall/supabase'
import type { Command } from 'commander'
import { knownChecks } from '../checklists.ts'
import { withMigratedDatabase } from '../database-session.ts'
import { readSettings } from '../settings.ts'
import { printJson, say } from '../terminal/print.ts'
import {
  neverLookedAt,
  type PlatformStanding,
  statusLines,
  type WholeStatus,
} from '../terminal/status-lines.ts'

/** `rollcall status`: where platform and database stand, by what the runs have kept. */
export function status(program: Command, done: (exitCode: number) => void) {
  program
    .command('status')
    .description('where platform and database stand: the newest runs, verdicts and metrics')
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const settings = await readSettings(command)
      const kept = await withMigratedDatabase(settings, 'rollcall status', (session) =>
        readStatus(session, settings.config.environment, settings.now, knownChecks),
      )
      const whole = { ...kept, platform: platformStanding(process.env) }
      if (settings.json) printJson(whole)
      else for (const line of statusLines(whole, settings.now)) say(line)
      done(statusCode(whole))
    })
}

/** What the runs have kept is told whatever is wrong with the environment here. */
function platformStanding(environment: NodeJS.ProcessEnv): PlatformStanding {
  try {
    const access = readPlatformAccess(environment)
    return access.state === 'ready' ? { state: 'ready', ref: access.access.ref } : access
  } catch (error) {
    if (error instanceof OperatorError) return { state: 'unknown', reason: error.message }
    throw error
  }
}

/**
 * As `rollcall check` would have said: 2 where something was not looked at, 1 with findings. The
 * platform that nobody looks at from here is skipped.
 */
function statusCode(status: WholeStatus): number {
  const { checks, platform } = status
  const isUnseen =
    platform.state === 'unknown' ||
    checks.some(({ state }) => state === 'unknown') ||
    neverLookedAt(status, 'platform').length + neverLookedAt(status, 'database').length > 0
  if (isUnseen) return 2
  return checks.some(({ state }) => state === 'fail') ? 1 : 0
}

const help = `
Exit code: 0 all is well by the newest runs, 1 there are findings, 2 something was not looked at.`
