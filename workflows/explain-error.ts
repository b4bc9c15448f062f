import { OperatorError } from '@rollcall/core'

/** What the operator can do about an error of the database, by SQLSTATE. */
const sentences: Record<string, string> = {
  '42501':
    'This role may only look: use rollcall_operator to generate and remedy, or the owner of the database to migrate.',
  '25006':
    'This database takes no changes now (it is a standby, or set to read-only): use the address of the primary, or lift the setting.',
  '57P01':
    'The database ended the connection: check that it is up, then run the command again; it finishes what was begun.',
  '57014': 'The database cancelled a statement that took too long: try again when it is less busy.',
  '55P03': 'Another session held a lock for too long: try again when it has ended.',
  '53100': 'The disk of the database is full: free some space, then run the command again.',
}

/** Turns whatever a command threw into one sentence with the next step; data are never quoted. */
export function explainError(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const known = sentences[code]
  if (known) return new OperatorError(known, { cause: error })
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return new OperatorError(
      `The database refused a statement with SQLSTATE ${code}: run \`rollcall migrate --dry-run\` to see whether its schema is up to date.`,
      { cause: error },
    )
  }
  if (/connection (terminated|ended|closed)|ECONNRESET|EPIPE/i.test(`${code} ${message}`)) {
    return new OperatorError(sentences['57P01'] as string, { cause: error })
  }
  return new OperatorError(
    `Rollcall failed: ${message || String(error)}. Please report it as a defect.`,
    {
      cause: error,
    },
  )
}
