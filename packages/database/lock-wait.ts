import { OperatorError } from '@rollcall/core'
import type { Session } from './connect.ts'

/**
 * Does `work` again when it could not have a lock in time, so often in all.
 * @throws OperatorError naming the session in the way, when the last attempt came to nothing too.
 */
export async function retryLocked<T>(
  session: Session,
  attempts: number,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      if (attempt >= attempts) throw await explainLock(session, error)
    }
  }
}

/** How long to wait for a lock, unless whoever opened the session has said so already. */
export const unlessSaid = (timeout: string) => (said: string) => (said === '0' ? timeout : said)

function isLockTimeout(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown }
  return code === '55P03' || (cause !== undefined && isLockTimeout(cause))
}

type Holder = { pid: number; application: string; role: string; since: string; tables: string[] }

async function explainLock(session: Session, cause: unknown): Promise<OperatorError> {
  const { rows } = await session.query<Holder>(holderQuery)
  const holder = rows[0]
  const who = holder
    ? `session ${holder.pid} (${holder.application || 'without a name'}, role ${holder.role}) has had a transaction open since ${holder.since}${holder.tables.length > 0 ? ` and holds ${holder.tables.join(', ')}` : ''}: let it finish, or end it with \`select pg_terminate_backend(${holder.pid})\``
    : 'another session held a table for too long and has let go by now'
  return new OperatorError(
    `Waited for a lock and gave way again and again in vain; ${who}, then run \`rollcall migrate\` again: it goes on where this one stopped.`,
    { cause },
  )
}

/** Who most likely stands in the way: the oldest transaction that holds one of the tables, else the oldest. */
const holderQuery = `
  select a.pid, a.application_name as application, a.usename as role, a.xact_start as since, h.tables
  from pg_catalog.pg_stat_activity as a
  cross join lateral (
    select array(
      select distinct format('%s.%s', c.relnamespace::regnamespace, c.relname)
      from pg_catalog.pg_locks as l
      join pg_catalog.pg_class as c on c.oid = l.relation and c.relkind in ('r', 'p')
      where l.pid = a.pid and l.granted
        and l.database = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database())
        and (
          c.relnamespace = to_regnamespace('rollcall')
          or c.relnamespace = 'public'::regnamespace
            and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
        )
      order by 1
    ) as tables
  ) as h
  where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
  order by h.tables = '{}', a.xact_start
  limit 1`
