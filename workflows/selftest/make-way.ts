import { randomBytes } from 'node:crypto'
import type { Session } from '@rollcall/database'

/**
 * Does `work`, all of it or nothing; where it can't make an object of the schema public because the
 * school has one of that name, the school's is renamed and the work done again.
 */
export async function makingWay(session: Session, work: () => Promise<unknown>): Promise<void> {
  for (let before = ''; ; ) {
    try {
      await work()
      return
    } catch (error) {
      const name = nameTaken(error)
      if (name === undefined || name === before) throw error
      before = name
      await rename(session, name)
    }
  }
}

/** Of a relation or a function. The server's words are English: we started it. */
function nameTaken(error: unknown): string | undefined {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (code !== '42P07' && code !== '42723') return undefined
  return /^(?:relation|function) "(\w+)" already exists/.exec(message)?.[1]
}

async function rename(session: Session, name: string) {
  const { rows } = await session.query<{ statement: string }>(
    `select format('alter table public.%I rename to %I', c.relname, $2::text) as statement
     from pg_catalog.pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relname = $1
     union all
     select format('alter routine %s rename to %I', p.oid::regprocedure, $2::text)
     from pg_catalog.pg_proc as p
     where p.pronamespace = 'public'::regnamespace and p.proname = $1`,
    [name, `aside_${randomBytes(6).toString('hex')}`],
  )
  for (const { statement } of rows) await session.query(statement)
}
