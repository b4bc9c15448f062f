import { OperatorError } from '@rollcall/core'
import { type Session, withSession } from '@rollcall/database'
import { connectProject, sessionPoolerUrl } from '@rollcall/supabase'
import type { Context } from '../kind.ts'
import type { Configuration } from './configuration.ts'

/** What a resource can use, by what the provider was told. */
export function contextOf(
  configuration: Configuration,
  { say, signal }: Pick<Context, 'say' | 'signal'>,
): Context {
  const { projectRef: ref, accessToken: token, endpoint } = configuration
  const project = () => {
    if (ref && token) return connectProject({ ref, token, endpoint, signal })
    throw new OperatorError(
      'The provider can ask nothing of the Management API: give it projectRef and accessToken.',
    )
  }
  const address = async () => {
    const { databaseUrl, databasePassword: password } = configuration
    if (databaseUrl) return databaseUrl
    if (password) return sessionPoolerUrl(await project().pooler(), { password })
    throw new OperatorError(
      'The provider knows no database: give it databaseUrl, or databasePassword with projectRef and accessToken.',
    )
  }
  const session = async <T>(url: string, use: (session: Session) => Promise<T>) =>
    withSession(url, { application: 'rollcall deployment' }, (opened) =>
      cancellable(opened, url, signal, use),
    )
  return {
    project,
    say,
    signal,
    session: async (use) => session(await address(), use),
    addressAs: async (login) => loginAs(await address(), login),
    sessionAs: async (login, use) => session(loginAs(await address(), login), use),
  }
}

/** Cancels what the session is doing when the deployment is cancelled: to the server, a closed connection is news only at the end of a statement. */
async function cancellable<T>(
  session: Session,
  url: string,
  signal: AbortSignal,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  const cancel = () => {
    withSession(url, { application: 'rollcall cancellation' }, (other) =>
      other.query('select pg_cancel_backend($1)', [rows[0]?.pid]),
    ).catch(() => session.end())
  }
  signal.addEventListener('abort', cancel)
  try {
    return await use(session)
  } catch (error) {
    if (signal.aborted) throw new OperatorError('The deployment was cancelled.', { cause: error })
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** The same server and database; a pooler is told the project after the role: `role.ref`. */
function loginAs(url: string, { role, password }: { role: string; password: string }): string {
  const address = new URL(url)
  const [, ...tenant] = decodeURIComponent(address.username).split('.')
  const isPooler = /\.pooler\./.test(address.hostname)
  address.username = encodeURIComponent(isPooler ? [role, ...tenant].join('.') : role)
  address.password = encodeURIComponent(password)
  return address.href
}
