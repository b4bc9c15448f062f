import { OperatorError } from '@rollcall/core'
import type { Session } from './connect.ts'
import { migrationTargetSql } from './files.ts'
import { newerMigration } from './history.ts'

/** The oldest Postgres that Supabase still runs. */
const oldest = 15

type Target = {
  major: number
  recovering: boolean
  readOnly: boolean
  mayCreate: boolean
  role: string
  strangers: string[]
  misfits: string[]
  roleStatements: string[]
}

/**
 * Looks before anything is changed whether a database can be migrated by this role.
 * @throws OperatorError naming what stands in the way and the next step.
 */
export async function readyForMigration(session: Session) {
  const { rows } = await session.query<Target>(migrationTargetSql())
  const target = rows[0] as Target
  const obstacle = obstacleIn(target)
  if (obstacle) throw new OperatorError(obstacle)
  const newer = await newerMigration(session)
  if (newer) throw new OperatorError(newerSentence(newer))
}

/**
 * Makes sure that a database has been migrated, and not by a newer Rollcall.
 * @throws OperatorError with the next step.
 */
export async function readyForUse(session: Session) {
  const { rows } = await session.query<{ there: boolean }>(
    // By the catalog, which everybody may read; to_regclass wants a right to use the schema.
    `select exists (
       select from pg_catalog.pg_class as c
       join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
       where n.nspname = 'rollcall' and c.relname = 'deployments'
     ) as there`,
  )
  if (rows[0]?.there !== true) {
    throw new OperatorError(
      'This database has never been migrated: run `rollcall migrate` with the same --database first (`--dry-run` shows what it would do).',
    )
  }
  // The looking roles can't read Supabase's history; for them the owner's runs keep watch.
  const newer = await newerMigration(session).catch(() => undefined)
  if (newer) throw new OperatorError(newerSentence(newer))
}

function newerSentence(version: string) {
  return `This database was migrated to ${version} by a newer Rollcall than this one: update the checkout (\`git pull\`, \`npm ci\`) and try again.`
}

function obstacleIn(target: Target): string | undefined {
  if (target.major < oldest) {
    return `This is Postgres ${target.major} and Rollcall needs ${oldest} or newer: upgrade the database first.`
  }
  if (target.recovering) {
    return 'This database is a standby or still recovering and takes no changes: use the address of the primary.'
  }
  if (target.readOnly) {
    return 'This session can only read (default_transaction_read_only is on): connect as a role that may write, or lift the setting (on Supabase: free some disk first).'
  }
  if (!target.mayCreate) {
    return `Role ${target.role} may not create schemas in this database: run \`rollcall migrate\` as its owner (on Supabase the role postgres).`
  }
  if (target.strangers.length > 0) {
    return `Role ${target.role} does not own ${target.strangers.join(', ')}: run \`rollcall migrate\` as the owner.`
  }
  if (target.misfits.length > 0) {
    return `Rollcall can't take over this database as it stands: ${target.misfits.join('; ')}. Put that right, or keep those tables out of the schema public, and run \`rollcall migrate\` again.`
  }
  if (target.roleStatements.length > 0) {
    return `Role ${target.role} may not create the roles that are missing: have a superuser run \`${target.roleStatements.join('; ')}\`, then run \`rollcall migrate\` again.`
  }
  return undefined
}
