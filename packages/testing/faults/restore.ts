import { type Session, withSession } from '@rollcall/database'

/**
 * Brings the rows of one database to another that is migrated, as a restore of a dump does: past all
 * triggers, with the counters where they were, and without statistics.
 */
export function restore(from: string, to: string): Promise<void> {
  return withSession(from, {}, (source) =>
    withSession(to, {}, async (target) => {
      await target.query('set session_replication_role = replica')
      const tables = await names(source, tablesQuery)
      await target.query(`truncate ${tables.join(', ')}`)
      for (const table of tables) await copy(table, source, target)
      for (const sequence of await names(source, sequencesQuery)) {
        await setCounter(sequence, source, target)
      }
    }),
  )
}

const tablesQuery = `
  select c.oid::regclass::text as name from pg_catalog.pg_class as c
  where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'rollcall'::regnamespace)
  order by 1`

const sequencesQuery = `
  select c.oid::regclass::text as name from pg_catalog.pg_class as c
  where c.relkind = 'S' and c.relnamespace in ('public'::regnamespace, 'rollcall'::regnamespace)
  order by 1`

async function names(session: Session, query: string): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(query)
  return rows.map(({ name }) => name)
}

async function copy(table: string, source: Session, target: Session) {
  const { rows } = await source.query<{ row: string }>(`select t::text as row from ${table} as t`)
  await target.query(
    `insert into ${table} overriding system value
     select (r.line::${table}).* from unnest($1::text[]) as r (line)`,
    [rows.map(({ row }) => row)],
  )
}

async function setCounter(sequence: string, source: Session, target: Session) {
  const { rows } = await source.query<{ last_value: string; is_called: boolean }>(
    `select last_value, is_called from ${sequence}`,
  )
  await target.query('select setval($1, $2, $3)', [
    sequence,
    rows[0]?.last_value,
    rows[0]?.is_called,
  ])
}
