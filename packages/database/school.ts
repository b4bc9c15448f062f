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
  const changed = [
    ...((await presentSchool(session)).timezone === school.timezone
      ? []
      : [`time zone ${school.timezone}`]),
    ...((await closuresDiffer(session, school)) ? [`${school.closures.length} closures`] : []),
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

/** The school's settings as the database holds them, its closures from the first on. */
export async function presentSchool(session: Session): Promise<School> {
  const { rows } = await session.query<School>(
    `select s.timezone, coalesce(
       (select jsonb_agg(
          jsonb_strip_nulls(jsonb_build_object('from', c.starts_on, 'to', c.ends_on, 'reason', c.reason))
          order by c.starts_on, c.ends_on
        ) from rollcall.closures as c),
       '[]'
     ) as closures
     from rollcall.school as s`,
  )
  return rows[0] ?? { timezone: '', closures: [] }
}

/** The school's settings where somebody has set them; undefined where they stand as they are made. */
export async function settledSchool(session: Session): Promise<School | undefined> {
  if (!(await hasSchool(session))) return undefined
  const school = await presentSchool(session)
  return school.timezone === 'UTC' && school.closures.length === 0 ? undefined : school
}

/** The wanted closures, `$1`, and the first day that is not the past. */
const wantedSql = `
  with wanted as (
    select (c ->> 'from')::date as starts_on, (c ->> 'to')::date as ends_on, c ->> 'reason' as reason
    from jsonb_array_elements($1::jsonb) as c
  ),
  present as (
    select (
      coalesce(nullif(current_setting('rollcall.now', true), '')::timestamptz, now()) at time zone $2
    )::date as today
  )`

const parameters = ({ closures, timezone }: School) => [JSON.stringify(closures), timezone]

async function closuresDiffer(session: Session, school: School): Promise<boolean> {
  const { rows } = await session.query<{ differ: boolean }>(
    `${wantedSql}
     select exists (
       select w.starts_on, w.ends_on, w.reason from wanted as w
       except select c.starts_on, c.ends_on, c.reason from rollcall.closures as c
     ) or exists (
       select c.starts_on, c.ends_on, c.reason
       from rollcall.closures as c
       join present as p on c.ends_on >= p.today
       except select w.starts_on, w.ends_on, w.reason from wanted as w
     ) as differ`,
    parameters(school),
  )
  return rows[0]?.differ === true
}

/** Days gone by on which the school was closed stay so, whatever the configuration still names. */
async function write(session: Session, school: School) {
  await inTransaction(session, async () => {
    await session.query('update rollcall.school set timezone = $1, updated_at = now()', [
      school.timezone,
    ])
    const values = parameters(school)
    await session.query(
      `${wantedSql}
       insert into rollcall.closures as c (starts_on, ends_on, reason)
       select o.starts_on, p.today - 1, o.reason
       from rollcall.closures as o
       join present as p on o.starts_on < p.today and o.ends_on >= p.today
       where not exists (
         select from wanted as w where (w.starts_on, w.ends_on) = (o.starts_on, o.ends_on)
       )
       on conflict do nothing`,
      values,
    )
    await session.query(
      `${wantedSql}
       delete from rollcall.closures as c using present as p where c.ends_on >= p.today`,
      values,
    )
    await session.query(
      `${wantedSql}
       insert into rollcall.closures as c (starts_on, ends_on, reason)
       select w.starts_on, w.ends_on, w.reason from wanted as w
       on conflict (starts_on, ends_on) do update set reason = excluded.reason`,
      values,
    )
  })
}
