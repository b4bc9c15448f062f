import { Problem, type ProblemCode } from './problem.ts'

/** What a caller can do about an error of Postgres, by SQLSTATE. */
const explained: [pattern: RegExp, code: ProblemCode, detail: string][] = [
  [
    /^(57014|55P03|40P01|40001)$/,
    'database_busy',
    'It was too busy for it, and nothing of it was kept: try again in a minute.',
  ],
  [
    /^(57P0\d|08\w{3}|53\w{3})$/,
    'database_unreachable',
    'It ended the connection, or has no room for one: try again in a minute; nothing is made twice.',
  ],
  [/^25006$/, 'database_read_only', 'It is a standby, or set to read-only: see the dashboard.'],
  [
    /^(3F000|42P01|42703|42883)$/,
    'not_migrated',
    'A table or function of Rollcall is not there: run `rollcall migrate`.',
  ],
  [/^42501$/, 'database_forbids', 'Connect as the owner of the database, or as rollcall_operator.'],
]

const connectionFailure = '08006'

/**
 * The answer to what a statement threw, or that itself where Postgres says what is not foreseen. What is
 * not Postgres' own is of the connection, whatever a runtime calls it.
 */
export function explainDatabaseError(error: unknown): unknown {
  const { code, severity } = error as { code?: string; severity?: string }
  const state = severity && code ? code : connectionFailure
  const [, kind, detail] = explained.find(([pattern]) => pattern.test(state)) ?? []
  if (!kind || !detail) return error
  const isPassing = kind === 'database_busy' || kind === 'database_unreachable'
  return new Problem(kind, detail, {
    cause: error,
    ...(isPassing ? { headers: { 'retry-after': '60' } } : {}),
  })
}
