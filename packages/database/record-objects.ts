import type { Session } from './connect.ts'
import { checksum, deployedFiles, migrations, onlineFiles } from './files.ts'
import { inTransaction } from './transaction.ts'

/**
 * Keeps, object by object, what a migration left in place, for the check `schema-intact`. It is taken
 * down anew only for other files, or for another Postgres, which may word definitions otherwise: what
 * somebody changed since must not become what is wanted. Tables change by migrations only, so without
 * one (`migrated`) a column that is gone stays wanted. An index that could not be built until now is added.
 */
export async function recordObjects(session: Session, migrated: boolean) {
  const files = checksum([...migrations(), ...deployedFiles(), ...onlineFiles()])
  if (await isRecorded(session, files)) return addIndexes(session)
  await inTransaction(session, async () => {
    await session.query(
      `delete from rollcall.deployed_objects
       where $1 or part not in ('table', 'column', 'constraint')`,
      [migrated],
    )
    await session.query(
      `insert into rollcall.deployed_objects (part, name, definition, statement)
       select o.part, o.name, o.kept, o.statement
       from rollcall.described_objects() as o
       where o.kept is not null and o.kept not like '% INVALID'
       union all
       select 'deployment', 'files', $1, null
       union all
       select 'deployment', 'postgres', ${postgres}, null
       on conflict (part, name) do update
       set definition = excluded.definition, statement = excluded.statement`,
      [files],
    )
  })
}

/** The major version, as text. */
const postgres = "(current_setting('server_version_num')::integer / 10000)::text"

async function isRecorded(session: Session, files: string): Promise<boolean> {
  const { rows } = await session.query<{ recorded: boolean }>(
    `select count(*) = 2 as recorded from rollcall.deployed_objects as o
     where o.part = 'deployment'
       and (o.name, o.definition) in (('files', $1), ('postgres', ${postgres}))`,
    [files],
  )
  return rows[0]?.recorded === true
}

async function addIndexes(session: Session) {
  const names = onlineFiles().map(({ name }) => `public.${name}`)
  await session.query(
    `insert into rollcall.deployed_objects (part, name, definition)
     select o.part, o.name, o.kept
     from rollcall.described_objects() as o
     where o.part = 'index' and o.name = any ($1) and o.kept not like '% INVALID'
     on conflict do nothing`,
    [names],
  )
}
