import type { Config } from './config.ts'
import type { Look } from './verdict.ts'

type Unknown = Extract<Look, { state: 'unknown' }>

/** What a failed look means, keyed by SQLSTATE or Node's code. Data of the database are not quoted. */
const explanations: Record<string, (config: Config) => Omit<Unknown, 'state'>> = {
  '57014': ({ timeouts }) => ({
    reason: `A query took longer than ${timeouts.statementSeconds} s and was cancelled`,
    hint: 'Try again when the database is less busy, or raise timeouts.statementSeconds in the configuration.',
  }),
  '55P03': () => ({
    reason: 'Another session held a lock on what it had to read for more than 5 s',
    hint: 'Try again when the migration or maintenance that holds the lock has ended.',
  }),
  '42501': () => ({
    reason: 'The role may not read something that the check needs',
    hint: 'Look as rollcall_reader, or run `rollcall migrate` as the owner to put its grants back.',
  }),
  '42P01': () => missing('table'),
  '42703': () => missing('column'),
  '42883': () => missing('function'),
  '3F000': () => missing('schema'),
}

/** Turns what a look threw into an unknown verdict. */
export function explainFailure(error: unknown, config: Config): Unknown {
  const { code = '', message } = error as { code?: string; message?: string }
  const explain = explanations[code]
  if (explain) return { state: 'unknown', ...explain(config) }
  if (isLostConnection(code, message)) {
    return {
      state: 'unknown',
      reason: 'The connection to the database broke while it looked',
      hint: 'Check that the database is up, then run the check again.',
    }
  }
  return {
    state: 'unknown',
    reason: /^[0-9A-Z]{5}$/.test(code)
      ? `Its query failed with SQLSTATE ${code}`
      : `It failed: ${message ?? String(error)}`,
    hint: 'Run it alone with `rollcall check`; if it fails again, report it as a defect of the check.',
  }
}

function missing(what: string) {
  return {
    reason: `A ${what} that the check needs is not there`,
    hint: 'Run `rollcall migrate` to put the schema in place.',
  }
}

function isLostConnection(code: string, message = ''): boolean {
  return (
    ['57P01', '57P02', '57P03', '08006', '08003', 'ECONNRESET', 'EPIPE'].includes(code) ||
    /connection (terminated|ended|closed)|not queryable/i.test(message)
  )
}
