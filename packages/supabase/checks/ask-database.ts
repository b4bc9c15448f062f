import { readFileSync } from 'node:fs'
import { type Database, OperatorError } from '@rollcall/core'

export type DatabaseAnswer =
  | { state: 'answered'; version: string; startedAt: string; inRecovery: boolean }
  /** It is to blame itself; `why` is a clause. */
  | { state: 'silent'; why: string }
  /** The query never got to it, for a reason that lies with us. */
  | { state: 'not asked'; reason: string; hint: string }

const query = readFileSync(new URL('database-online.sql', import.meta.url), 'utf8')

type Row = { version: string; startedAt: string; inRecovery: boolean }

/**
 * Sends a real query, and tells a database that is down from one that we can't log in to. One that
 * seems down is asked once more: a session that an earlier check left broken says nothing of it.
 */
export async function askDatabase(database: Database): Promise<DatabaseAnswer> {
  const first = await askOnce(database)
  return first.state === 'silent' ? askOnce(database) : first
}

async function askOnce(database: Database): Promise<DatabaseAnswer> {
  try {
    const { rows } = await database.query<Row>(query)
    const row = rows[0]
    if (!row) throw new Error('the query answered without a row')
    return { state: 'answered', ...row, startedAt: new Date(row.startedAt).toISOString() }
  } catch (error) {
    return explain(error)
  }
}

/** What shows that the database does not answer, by Postgres' or Node's code. */
const silences: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: 'it did not answer in time',
  '08003': 'the connection broke',
  '08006': 'the connection broke',
  '53300': 'it has no connection left',
  '57014': 'a trivial query took longer than a query may',
  '57P01': 'it was shut down meanwhile',
  '57P02': 'it crashed meanwhile',
  '57P03': 'it is starting up or shutting down',
}

/** The same where there is no code: Postgres' client, and Supabase's pooler in front of the database. */
const words: [RegExp, string][] = [
  [/timeout/i, 'it did not answer in time'],
  [/terminated|connection (ended|closed)|not queryable/i, 'the connection broke'],
  [/max ?client|unable to check out connection/i, 'it has no connection left'],
  [
    /attempts to connect to the database|auth_query connection failed/i,
    'the pooler does not reach it',
  ],
  [/hibernat|project is paused/i, 'the pooler says that the project sleeps'],
]

function explain(error: unknown): DatabaseAnswer {
  const operator = error instanceof OperatorError
  const { code = '', message = '' } = ((operator ? error.cause : error) ?? {}) as Said
  const why = silences[code] ?? words.find(([pattern]) => pattern.test(message))?.[1]
  if (why) return { state: 'silent', why }
  return {
    state: 'not asked',
    reason: operator
      ? error.message.replace(/\.$/, '')
      : `No query could be sent to the database (${code || 'for no reason that has a code'})`,
    hint: 'Mend that, so that a real query shows that the database answers, and run the check again.',
  }
}

type Said = { code?: string; message?: string }
