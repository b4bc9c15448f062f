import type { School } from '@rollcall/core'
import { readyForMigration } from './check-target.ts'
import type { Session } from './connect.ts'
import { applicationFunctions, deploy, deployPlan } from './deploy.ts'
import { rolesSql } from './files.ts'
import { applyMigration, pendingMigrations, prepareHistory } from './history.ts'
import { buildIndex, missingIndexes, obstacleTo } from './indexes.ts'
import { withMigrationLock } from './migration-lock.ts'
import { asideSentence } from './own-functions.ts'
import { recordObjects } from './record-objects.ts'
import { applySchool } from './school.ts'
import { withSetting } from './setting.ts'
import { unreconciled } from './unreconciled.ts'

/** What a migration did, or with `dryRun` would do. Empty lists: the database was up to date. */
export type MigrationReport = {
  dryRun: boolean
  /** Migrations, as `<version>_<name>`. */
  applied: string[]
  /** Functions, triggers, policies and grants that changed; in a dry run one line for all. */
  deployed: string[]
  /** Indexes that were built. */
  indexes: string[]
  /** Settings of the school that were copied from the configuration. */
  settings: string[]
  /** What the database holds that a person has to judge, one sentence each. */
  unreconciled: string[]
}

export type MigrateOptions = {
  dryRun?: boolean
  /** The school as the configuration has it; without it the database keeps what it has. */
  school?: School
  /** Called before each step that may take a while. */
  progress?: (step: string) => void
}

/**
 * Brings a database to today's schema: an empty one, an older one of ours, or one that holds the
 * document's tables already. Changes and deletes no row that is there; a second run does nothing;
 * a run that was cut off is finished by the next; two at once wait for each other.
 * @throws OperatorError when the database can't be migrated as it stands.
 */
export async function migrate(
  session: Session,
  options: MigrateOptions = {},
): Promise<MigrationReport> {
  await readyForMigration(session)
  // An index of a large table takes longer than what is set for an application's statements.
  return withSetting(
    session,
    'statement_timeout',
    () => '0',
    () => (options.dryRun ? plan(session, options.school) : apply(session, options)),
  )
}

async function apply(session: Session, options: MigrateOptions): Promise<MigrationReport> {
  const progress = options.progress ?? (() => undefined)
  return withMigrationLock(session, progress, async () => {
    await session.query(rolesSql())
    await prepareHistory(session)
    const applied: string[] = []
    const settings: string[] = []
    for (const migration of await pendingMigrations(session)) {
      // The school's zone says which day it is for the migrations that come after its table.
      settings.push(...(await applySchool(session, options.school)))
      progress(`migration ${migration.version}_${migration.name}`)
      await applyMigration(session, migration)
      applied.push(`${migration.version}_${migration.name}`)
    }
    settings.push(...(await applySchool(session, options.school)))
    const aside = (await applicationFunctions(session)).map(asideSentence)
    const deployed = await deploy(session)
    await session.query('select rollcall.learn_initial_values()')
    const indexes: string[] = []
    const blocked: string[] = []
    for (const file of await missingIndexes(session)) {
      progress(`index ${file.name}`)
      const obstacle = await buildIndex(session, file)
      if (obstacle) blocked.push(obstacle)
      else indexes.push(file.name)
    }
    await recordObjects(session, applied.length > 0)
    return {
      dryRun: false,
      applied,
      deployed,
      indexes,
      settings,
      unreconciled: [...aside, ...blocked, ...(await unreconciled(session))],
    }
  })
}

async function plan(session: Session, school?: School): Promise<MigrationReport> {
  const pending = await pendingMigrations(session)
  const indexes: string[] = []
  const blocked: string[] = []
  for (const file of await missingIndexes(session)) {
    const obstacle = await obstacleTo(session, file)
    if (obstacle) blocked.push(obstacle)
    else indexes.push(file.name)
  }
  return {
    dryRun: true,
    applied: pending.map(({ version, name }) => `${version}_${name}`),
    deployed: await deployPlan(session),
    indexes,
    settings: await applySchool(session, school, { dryRun: true }),
    unreconciled: [
      ...(await applicationFunctions(session)).map(asideSentence),
      ...blocked,
      ...(await unreconciled(session)),
    ],
  }
}
