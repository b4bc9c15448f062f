import type { Session } from './connect.ts'
import { onlineFiles, type SqlFile } from './files.ts'
import { retryLocked, unlessSaid } from './lock-wait.ts'
import { withSetting } from './setting.ts'

/** The indexes of ours that are missing, or that a cut-off build left invalid. */
export async function missingIndexes(session: Session): Promise<SqlFile[]> {
  const { rows } = await session.query<{ name: string }>(
    `select c.relname as name
     from pg_catalog.pg_index as i
     join pg_catalog.pg_class as c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace and i.indisvalid`,
  )
  const valid = new Set(rows.map(({ name }) => name))
  return onlineFiles().filter(({ name }) => !valid.has(name))
}

/** A build holds nobody up while it waits for older transactions, so it may wait longer than others. */
const lockTimeout = '60s'
const attempts = 3

/**
 * Builds an index while everybody goes on working. Removes first what a cut-off build left.
 * @returns why it can't be built, where the data forbid it; nothing where it stands.
 * @throws OperatorError naming the session in the way, when an older transaction does not end.
 */
export async function buildIndex(session: Session, file: SqlFile): Promise<string | undefined> {
  return withSetting(session, 'lock_timeout', unlessSaid(lockTimeout), () =>
    retryLocked(session, attempts, () => build(session, file)),
  )
}

async function build(session: Session, file: SqlFile): Promise<string | undefined> {
  const drop = `drop index concurrently if exists public.${file.name}`
  await session.query(drop)
  const obstacle = await obstacleTo(session, file)
  if (obstacle) return obstacle
  try {
    await session.query(file.sql)
    return undefined
  } catch (error) {
    // Doubled since the look.
    if ((error as { code?: string }).code !== '23505') throw error
    await session.query(drop)
    return doubledSentence(file)
  }
}

/** Why an index can't be built on the data as they stand; nothing where it can. */
export async function obstacleTo(session: Session, file: SqlFile): Promise<string | undefined> {
  if (file.name !== 'classes_occurrence_key') return undefined
  const { rows } = await session.query<{ there: boolean }>(
    "select to_regclass('public.classes') is not null as there",
  )
  if (rows[0]?.there !== true) return undefined
  // Asked through JSON, because a dry run looks before the columns of ours are there.
  const doubled = await session.query(
    `select from public.classes as c
     group by c.student_id, coalesce(to_jsonb(c) ->> 'origin_date', c.date::text),
       coalesce(to_jsonb(c) ->> 'origin_start_time', c.start_time::text)
     having count(*) > 1 limit 1`,
  )
  return doubled.rowCount === 0 ? undefined : doubledSentence(file)
}

function doubledSentence({ name }: SqlFile): string {
  return `Index ${name} can't be built while classes are doubled: run \`rollcall check duplicate-classes\`, then \`rollcall remedy remove-duplicate-classes --apply\`, then \`rollcall migrate\` again.`
}
