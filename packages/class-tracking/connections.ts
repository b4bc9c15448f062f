import type { Database } from '@rollcall/core'
import { explainDatabaseError } from './explain-database-error.ts'
import { Problem } from './problem.ts'

/** A session with the database, or one transaction's worth of it behind a pooler. */
export type Connection = Database & { end(): Promise<unknown> }

/** Opens a connection, or throws as the driver does. */
export type Open = () => Promise<Connection>

/** Runs `work` in a transaction of which no statement may take longer than so many milliseconds. */
export type Transact = <T>(
  milliseconds: number,
  work: (database: Database) => Promise<T>,
) => Promise<T>

/**
 * Transactions, each in a connection of its own: a function that rests must hold none. Only so many are
 * open at once, so that a thousand webhooks at once leave the application its own; the others wait.
 * Settings are those of the transaction, because a pooler keeps none of a session.
 * @param patience for how long one may wait for its turn, in milliseconds.
 * @throws Problem when the database can't be reached or won't do it.
 */
export function connections(open: Open, most: number, patience: number): Transact {
  const takeTurn = turns(most, patience)
  return async (milliseconds, work) => {
    const endTurn = await takeTurn()
    try {
      const connection = await open().catch((error: unknown) => {
        throw new Problem('database_unreachable', 'Nothing could be done: try again in a minute.', {
          cause: error,
          headers: { 'retry-after': '60' },
        })
      })
      try {
        return await inTransaction(explaining(connection), milliseconds, work)
      } finally {
        await connection.end().catch(() => undefined)
      }
    } finally {
      endTurn()
    }
  }
}

/** What a statement throws is told as the caller needs it; what `work` throws by itself stays. */
function explaining(connection: Connection): Database {
  return {
    query: <Row>(text: string, values?: unknown[]) =>
      connection.query<Row>(text, values).catch((error: unknown) => {
        throw explainDatabaseError(error)
      }),
  }
}

async function inTransaction<T>(
  database: Database,
  milliseconds: number,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  await database.query('begin')
  // Ended with the connection where it fails, and with that taken back.
  await database.query("select set_config('statement_timeout', $1, true)", [
    `${Math.max(1, Math.floor(milliseconds))}ms`,
  ])
  const result = await work(database)
  await database.query('commit')
  return result
}

/** Hands out `most` turns at a time, in the order in which they were asked for. */
function turns(most: number, patience: number): () => Promise<() => void> {
  const waiting: (() => void)[] = []
  let taken = 0

  function endTurn() {
    const next = waiting.shift()
    if (next) next()
    else taken -= 1
  }

  return async () => {
    if (taken < most) taken += 1
    else await ownTurn(waiting, patience)
    return endTurn
  }
}

function ownTurn(waiting: (() => void)[], patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      clearTimeout(timeout)
      resolve()
    }
    const timeout = setTimeout(() => {
      waiting.splice(waiting.indexOf(next), 1)
      reject(
        new Problem('database_busy', 'Too many requests are under way: try again in a minute.', {
          headers: { 'retry-after': '60' },
        }),
      )
    }, patience)
    waiting.push(next)
  })
}
