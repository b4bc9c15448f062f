import { OperatorError } from '@rollcall/core'
import pg from 'pg'

/**
 * What Postgres refused as a sentence about a property: `what` and Postgres' message, never its
 * detail or its parameters, which may hold what is secret. Any other error stays as it is.
 */
function refused(what: string, error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  return new OperatorError(`${what}: ${error.message}.`, { cause: error })
}

/** Runs `work`, and says of what Postgres refuses in it which property it is about. */
export async function about<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refused(what, error)
  }
}
