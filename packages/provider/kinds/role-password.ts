import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import type { Context } from '../kind.ts'

/**
 * What is wrong with a password. Characters beyond ASCII are prepared in one way by one client and
 * in another by the next, so that such a password opens to some of them only.
 */
export function passwordFault(password: string, role: string): string | undefined {
  if (password.trim() === '') return 'is empty'
  if (!/^[\x20-\x7e]*$/.test(password)) {
    return 'holds a character that is no printable ASCII, which not every client sends alike'
  }
  if (role.length >= 3 && password.toLowerCase().includes(role.toLowerCase())) {
    return 'holds the name of the role, so that it can be guessed'
  }
  return undefined
}

/** As many as Postgres itself takes. */
const iterations = 4096

/**
 * What Postgres keeps of a password (RFC 5803), so that the password itself stays out of statements
 * and with them out of the server's logs. Every call salts anew.
 */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64')
  const server = keyed('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`
}

/**
 * Whether a role's password still lets it in. Only the server's word that it is wrong counts: where
 * no answer can be had it is taken for right, and that is said.
 */
export async function isPasswordRight(
  login: { role: string; password: string },
  { sessionAs, signal, say }: Context,
): Promise<boolean> {
  try {
    await sessionAs(login, async () => undefined)
    return true
  } catch (error) {
    if (signal.aborted) throw error
    const answer = answerOf(error)
    if (answer === 'wrong') return false
    if (answer === 'unknown') {
      const said = error instanceof Error ? error.message : String(error)
      say(`Whether role ${login.role} still has its password could not be seen: ${said}`)
    }
    return true
  }
}

/** The pooler answers what isn't about a password with the same code, in other words. */
const aboutSomethingElse = /too many|tenant|hibernat|paused|auth_query|pg_hba/i

function answerOf(error: unknown): 'wrong' | 'right' | 'unknown' {
  const {
    code,
    message = '',
    cause,
  } = error as { code?: string; message?: string; cause?: unknown }
  if (code === '28P01' && !aboutSomethingElse.test(message)) return 'wrong'
  // Let in, and then not allowed into this database.
  if (code === '42501') return 'right'
  return cause === undefined ? 'unknown' : answerOf(cause)
}
