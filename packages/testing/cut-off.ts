import { connect, type Session, withSession } from '@rollcall/database'

/** Everything in a database's catalogue and in Rollcall's records that a committed change leaves. */
const durableStateQuery = `
  select md5(concat_ws('|',
    (select string_agg(oid || ':' || xmin, ',' order by oid) from pg_catalog.pg_namespace where nspname !~ '^pg_'),
    (select string_agg(oid || ':' || xmin, ',' order by oid) from pg_catalog.pg_class where relnamespace <> 'pg_toast'::regnamespace),
    (select string_agg(oid || ':' || xmin, ',' order by oid) from pg_catalog.pg_proc),
    (select string_agg(oid || ':' || xmin, ',' order by oid) from pg_catalog.pg_trigger),
    (select string_agg(oid || ':' || xmin, ',' order by oid) from pg_catalog.pg_policy),
    (select string_agg(oid || ':' || xmin, ',' order by oid) from pg_catalog.pg_constraint),
    (select string_agg(indexrelid || ':' || indisvalid, ',' order by indexrelid) from pg_catalog.pg_index),
    (select string_agg(attrelid || ':' || attnum || ':' || xmin, ',' order by attrelid, attnum) from pg_catalog.pg_attribute),
    case when to_regclass('rollcall.deployments') is not null
      then query_to_xml('select xmin, * from rollcall.deployments', true, true, '') end,
    case when to_regclass('supabase_migrations.schema_migrations') is not null
      then query_to_xml('select xmin, * from supabase_migrations.schema_migrations order by version', true, true, '') end
  )) as state`

/** A fingerprint of what is committed in a database's schema: equal only where nothing was changed. */
export async function durableState(session: Session): Promise<string> {
  const { rows } = await session.query<{ state: string }>(durableStateQuery)
  return rows[0]?.state ?? ''
}

/** Has the server end a session just before its n-th query from now on, and answers whether it did. */
async function cutBefore(session: Session, nth: number, killer: Session) {
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  const query = session.query.bind(session) as (...args: unknown[]) => unknown
  let seen = 0
  const cutting = async (...args: unknown[]) => {
    seen += 1
    if (seen === nth) {
      const ended = new Promise((resolve) => session.once('end', resolve))
      await killer.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await ended
    }
    return query(...args)
  }
  session.query = cutting as typeof session.query
  return () => seen >= nth
}

/**
 * Runs `work` on a database again and again, each time with a new session that is ended one query
 * later, from where the last cut left the database, until a run comes to its end. Whenever a cut
 * leaves the database other than the one before did, `changed` may look at it; nobody is connected.
 * @returns how many runs were cut off.
 */
export async function cutAtEveryQuery(
  server: string,
  url: string,
  work: (session: Session) => Promise<unknown>,
  changed: () => Promise<void>,
): Promise<number> {
  const look = () => withSession(url, {}, durableState)
  return withSession(server, {}, async (killer) => {
    let state = await look()
    for (let cuts = 0, nth = 1; ; cuts++) {
      const session = await connect(url)
      const wasCut = await cutBefore(session, nth, killer)
      const failure = await work(session).then(
        () => undefined,
        (error: unknown) => error,
      )
      await session.end().catch(() => undefined)
      if (!wasCut()) {
        if (failure) throw failure
        return cuts
      }
      const next = await look()
      if (next === state) nth += 1
      else {
        state = next
        nth = 1
        await changed()
      }
    }
  })
}
