import type { School } from '@rollcall/core'
import type { Session } from './connect.ts'
import { inTransaction } from './transaction.ts'

/**
 * Copies the school's time zone and closures from the configuration to the database, where the
 * triggers need them.
 * @returns what changed, in words; nothing without a configured school, or before the tables are there.
 */
export async function applySchool(
  session: Session,
  school?: School,
  options: { dryRun?: boolean } = {},
): Promise<string[]> {
  if (!school || !(await hasSchool(session))) return []
  const wanted = { timezone: school.timezone, closures: JSON.stringify(sorted(school)) }
  const present = await presentSchool(session)
  const changed = [
    ...(present.timezone === wanted.timezone ? [] : [`time zone ${wanted.timezone}`]),
    ...(present.closures === wanted.closures ? [] : [`${school.closures.length} closures`]),
  ]
  if (changed.length > 0 && !options.dryRun) await write(session, school)
  return changed
}

async function hasSchool(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ there: boolean }>(
    "select to_regclass('rollcall.school') is not null as there",
  )
  return rows[0]?.there === true
}

/** The school's settings as the database holds them. */
export async function presentSchool(session: Session) {
  const { rows } = await session.query<{ timezone: string; closures: string }>(
    `select timezone, (
       select coalesce(json_agg(json_build_array(starts_on, ends_on, reason) order by starts_on, ends_on), '[]')
       from rollcall.closures
     ) as closures
     from rollcall.school`,
  )
  const row = rows[0]
  return { timezone: row?.timezone ?? '', closures: JSON.stringify(row?.closures ?? []) }
}

async function write(session: Session, school: School) {
  await inTransaction(session, async () => {
    await session.query('update rollcall.school set timezone = $1, updated_at = now()', [
      school.timezone,
    ])
    await session.query('delete from rollcall.closures')
    await session.query(
      `insert into rollcall.closures (starts_on, ends_on, reason)
       select (c ->> 0)::date, (c ->> 1)::date, c ->> 2 from jsonb_array_elements($1::jsonb) as c`,
      [JSON.stringify(sorted(school))],
    )
  })
}

function sorted(school: School): [string, string, string | null][] {
  return school.closures
    .map(({ from, to, reason }): [string, string, string | null] => [from, to, reason ?? null])
    .sort((a, b) => `${a[0]}${a[1]}`.localeCompare(`${b[0]}${b[1]}`))
}
