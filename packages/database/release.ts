import type { School } from '@rollcall/core'
import type { Session } from './connect.ts'
import { deployedDefinitions } from './deploy.ts'
import { checksum, deployedFiles, migrations, onlineFiles } from './files.ts'
import { recordedVersions } from './history.ts'
import { missingIndexes, obstacleTo } from './indexes.ts'
import { applySchool, presentSchool } from './school.ts'

/** What a release of Rollcall makes of a database, in lists that can be compared. */
export type Release = {
  /** As `<version>_<name>`, oldest first. */
  migrations: string[]
  /** A checksum of all functions, triggers, policies and grants. */
  definitions: string
  /** Those that are built without locking anybody out. */
  indexes: string[]
}

/** What today's release makes of any database. */
export function todaysRelease(): Release {
  return {
    migrations: migrations().map(({ version, name }) => `${version}_${name}`),
    definitions: checksum(deployedFiles()),
    indexes: onlineFiles().map(({ name }) => name),
  }
}

/**
 * How much of today's release stands in a database. Definitions that somebody changed by hand have
 * another checksum than those that were deployed. An index that the data forbid is none that is
 * missing: there is nothing to be done about it until they are mended.
 * @param school what the configuration says; it is answered as it is unless the database differs.
 */
export async function standingRelease(
  session: Session,
  school?: School,
): Promise<Release & { school?: School }> {
  const recorded = await recordedVersions(session)
  const missing = await buildableIndexes(session)
  const { migrations: all, indexes } = todaysRelease()
  const settings = await standingSchool(session, school)
  return {
    migrations: all.filter((migration) => recorded.has(migration.split('_')[0] ?? '')),
    definitions: await deployedDefinitions(session),
    indexes: indexes.filter((name) => !missing.has(name)),
    ...(settings ? { school: settings } : {}),
  }
}

/** The names of those that are missing and that the next deployment builds. */
async function buildableIndexes(session: Session): Promise<Set<string>> {
  const names = new Set<string>()
  for (const file of await missingIndexes(session)) {
    if (!(await obstacleTo(session, file))) names.add(file.name)
  }
  return names
}

async function standingSchool(session: Session, school?: School): Promise<School | undefined> {
  if (!school) return undefined
  const changes = await applySchool(session, school, { dryRun: true })
  return changes.length === 0 ? school : presentSchool(session)
}
