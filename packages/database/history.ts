import { OperatorError } from '@rollcall/core'
import type { Session } from './connect.ts'
import { type Migration, migrations } from './files.ts'
import { splitStatements } from './statements.ts'
import { inTransaction } from './transaction.ts'

/** Makes Supabase's own history table where it is missing, and completes an old one, as the Supabase CLI does. */
export async function prepareHistory(session: Session) {
  if (await isHistoryComplete(session)) return
  await inTransaction(session, async () => {
    await session.query('create schema if not exists supabase_migrations')
    await session.query(
      'create table if not exists supabase_migrations.schema_migrations (version text not null primary key)',
    )
    await session.query(
      `alter table supabase_migrations.schema_migrations
         add column if not exists statements text[], add column if not exists name text`,
    )
  })
}

/** Those of ours that the database's history doesn't hold yet, oldest first. */
export async function pendingMigrations(session: Session): Promise<Migration[]> {
  const recorded = await recordedVersions(session)
  return migrations().filter(({ version }) => !recorded.has(version))
}

/** Applies one migration and records it, in one transaction: both, or neither. */
export async function applyMigration(session: Session, migration: Migration) {
  const statements = await splitStatements(migration.sql)
  await inTransaction(session, async () => {
    for (const [index, statement] of statements.entries()) {
      await session.query(statement).catch((cause) => {
        throw new OperatorError(
          `Migration ${migration.version}_${migration.name} failed at statement ${index + 1} of ${statements.length} and was taken back whole: ${(cause as Error).message}. Nothing of it remains; mend the cause and run \`rollcall migrate\` again.`,
          { cause },
        )
      })
    }
    await session.query(
      'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
      [migration.version, migration.name, statements],
    )
  })
}

/**
 * Whether the database's history holds a migration that a newer Rollcall made. An application's own
 * migrations are in the same table, so an unknown version counts only if its name is ours or its
 * timestamp lies in the future.
 */
export async function newerMigration(session: Session): Promise<string | undefined> {
  if (!(await hasHistory(session))) return undefined
  const known = migrations().map(({ version }) => version)
  // By JSON, because the oldest histories have no names; by number, because versions of an
  // application's own may be as short as 1, and are not all numbers.
  const { rows } = await session.query<{ version: string }>(
    `select m.version
     from supabase_migrations.schema_migrations as m
     where m.version <> all ($1)
       and case when m.version ~ '^[0-9]+$' then
         m.version::numeric > case when to_jsonb(m) ->> 'name' like 'rollcall\\_%' then $2::numeric
           else to_char(now() at time zone 'UTC' + interval '1 day', 'YYYYMMDDHH24MISS')::numeric end
       end
     order by m.version::numeric desc limit 1`,
    [known, known.at(-1)],
  )
  return rows[0]?.version
}

/** The versions in Supabase's own history table; none without one. */
export async function recordedVersions(session: Session): Promise<Set<string>> {
  if (!(await hasHistory(session))) return new Set()
  const { rows } = await session.query<{ version: string }>(
    'select version from supabase_migrations.schema_migrations',
  )
  return new Set(rows.map(({ version }) => version))
}

async function hasHistory(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ there: boolean }>(
    "select to_regclass('supabase_migrations.schema_migrations') is not null as there",
  )
  return rows[0]?.there === true
}

async function isHistoryComplete(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ complete: boolean }>(
    `select count(*) = 3 as complete from pg_catalog.pg_attribute
     where attrelid = to_regclass('supabase_migrations.schema_migrations')
       and attname in ('version', 'statements', 'name') and not attisdropped`,
  )
  return rows[0]?.complete === true
}
