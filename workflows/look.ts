import {
  type Check,
  type Measurement,
  measure,
  type Run,
  readWatermarks,
  recordRun,
  runChecks,
  type Verdict,
} from '@rollcall/core'
import { connect, presentSchool, readyForUse, type Session, withSession } from '@rollcall/database'
import { sessionOptions } from './database-session.ts'
import type { Settings } from './settings.ts'

type Look = { run: Run; verdicts: Verdict[] }

export type LookOptions = {
  url: string
  checklist: string
  checks: Check[]
  settings: Settings
  remedy: boolean
  report: (verdict: Verdict) => void
  /** Told in a sentence what the run could not do beside looking. */
  warn: (sentence: string) => void
}

/**
 * The run without a database, because it can't be reached or used: what lies outside it is looked at
 * all the same, and nothing is kept.
 */
export async function lookWithoutDatabase(options: LookOptions, error: Error): Promise<Look> {
  const { config, now } = options.settings
  const verdicts = await runChecks({
    checks: options.checks.filter(({ outside }) => outside),
    config,
    now,
    open: () => Promise.reject(error),
    watermarks: new Map(),
    report: (verdict) => {
      if (verdict.state !== 'skipped') options.report(verdict)
    },
  })
  const blind = blindLook(options, error)
  return {
    run: blind.run,
    verdicts: blind.verdicts.map(
      (unseen) => verdicts.find(({ check }) => check === unseen.check) ?? unseen,
    ),
  }
}

/** The run that could not begin: nothing was looked at, which is said of each check. */
export function blindLook(options: LookOptions, { message }: Error): Look {
  const { config, now } = options.settings
  const from = new Date(Date.parse(now) - 24 * 60 * 60 * 1000).toISOString()
  return {
    run: runOf(options),
    verdicts: options.checks.map(({ id, title }) => {
      const base = { check: id, title, evidence: {}, window: { from, to: now } }
      const reason = config.skip[id]
      return reason
        ? { ...base, state: 'skipped', reason: `Switched off in the configuration: ${reason}` }
        : {
            ...base,
            state: 'unknown',
            reason: message.replace(/\.$/, ''),
            hint: 'Mend that, then look again.',
          }
    }),
  }
}

function runOf({ checklist, settings: { config, now } }: LookOptions): Run {
  return {
    checklist,
    environment: config.environment,
    startedAt: new Date().toISOString(),
    now,
  }
}

/** One run: looks at everything that was asked for, and keeps the verdicts in the database. */
export async function look(options: LookOptions): Promise<Look> {
  const { settings, url } = options
  const { config, now } = settings
  const environment = config.environment
  const session = sessionOptions(settings, 'rollcall check')
  const watermarks = await withSession(url, session, async (database) => {
    await readyForUse(database)
    if (config.school && (await presentSchool(database)).timezone !== config.school.timezone) {
      options.warn(
        'the configuration names another time zone for the school than the database: run `rollcall migrate` to copy it',
      )
    }
    return readWatermarks(database, environment).catch(() => new Map<string, string>())
  })
  const run = runOf(options)
  const verdicts = await runChecks({
    checks: options.checks,
    config,
    now,
    open: () => connect(url, session),
    watermarks,
    remedy: options.remedy,
    report: options.report,
  })
  await withSession(url, session, async (database) => {
    const measured = await measurements(database, options, verdicts)
    await recordRun(database, run, verdicts, new Date().toISOString(), measured)
    await remember(database, options, verdicts)
  }).catch((error: { code?: string }) => {
    options.warn(
      `the run could not be kept in the database (${error.code ?? 'no connection'}): its verdicts stand, but the next run will look a day back only`,
    )
  })
  return { run, verdicts }
}

/** The metrics of the checklist; that they could not be measured is no reason to lose the run. */
async function measurements(
  database: Session,
  options: LookOptions,
  verdicts: Verdict[],
): Promise<Measurement[]> {
  const { config, now } = options.settings
  try {
    await database.query('begin read only')
    await database.query(`set local statement_timeout = ${config.timeouts.checkSeconds * 1000}`)
    return await measure(database, options.checklist, { config, now, verdicts })
  } catch (error) {
    const { code } = error as { code?: string }
    options.warn(`the metrics could not be measured (${code ?? 'no connection'})`)
    return []
  } finally {
    await database.query('rollback')
  }
}

/** Has each check that could look keep what its later looks compare with. */
async function remember(database: Session, options: LookOptions, verdicts: Verdict[]) {
  const { config, now } = options.settings
  for (const { check, state } of verdicts) {
    if (state === 'unknown' || state === 'skipped') continue
    const { remember: keep } = options.checks.find(({ id }) => id === check) ?? {}
    await keep?.({ database, config, now }).catch((error: { code?: string }) => {
      options.warn(
        `${check} could not keep what its next look compares with (${error.code ?? 'no connection'})`,
      )
    })
  }
}
