import { OperatorError } from '@rollcall/core'

/** What means that nothing can be known from the database, by Postgres' or Node's code. */
const codes = new Set([
  // There is no connection, or it broke.
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  // `rollcall migrate` never ran there: no schema, no table.
  '3F000',
  '42P01',
  // The role may not read it.
  '42501',
])

/** The same where Postgres' client gives no code. */
const broken = /connection (terminated|ended|closed)|not queryable|timeout expired/i

/**
 * Whether a failed query means that this database can't tell: it is not named or not reached
 * (OperatorError, or a code of the connection), it was never migrated, or the role may not read it.
 * Everything else, such as a time-out or a mistake in the query, is the look's failure.
 */
export function cannotTell(error: unknown): boolean {
  if (error instanceof OperatorError) return true
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string }
  return code === undefined ? broken.test(message) : codes.has(code)
}
