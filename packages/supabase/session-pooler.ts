import type { Answers } from './api/answers.ts'
import { PlatformError } from './platform-error.ts'

/** Where the session pooler is, and as whom the owner logs in there: `postgres.` and the project's ref. */
type SessionPooler = { host: string; port: 5432; user: string; database: string }

/**
 * The session pooler, which GitHub's runners reach over IPv4. The API names the transaction pooler; the
 * session pooler is the same host's port 5432.
 * @param pooler what `Platform.pooler()` answers.
 * @throws PlatformError when the project has no shared pooler.
 */
export function sessionPooler(pooler: Answers['pooler']): SessionPooler {
  const primary = pooler.find(
    ({ database_type: type, db_host: host }) => type === 'PRIMARY' && /\.pooler\./.test(host),
  )
  if (!primary) {
    throw new PlatformError({
      kind: 'not-found',
      reason: "Supabase's API names no shared pooler for this project's database",
      hint: "Copy the session pooler's address from the Connect page of the dashboard.",
    })
  }
  const { db_host: host, db_user: user, db_name: database } = primary
  return { host, port: 5432, user, database }
}

/**
 * The session pooler's address, with verified TLS.
 * @param login the role to log in as, without the project's ref, and its password.
 * @throws PlatformError when the project has no shared pooler.
 */
export function sessionPoolerUrl(
  pooler: Answers['pooler'],
  login: { role?: string; password: string },
): string {
  const { host, port, user, database } = sessionPooler(pooler)
  const [owner = 'postgres', ...tenant] = user.split('.')
  const url = new URL(`postgresql://${host}:${port}/${encodeURIComponent(database)}`)
  url.username = encodeURIComponent([login.role ?? owner, ...tenant].join('.'))
  url.password = encodeURIComponent(login.password)
  url.searchParams.set('sslmode', 'verify-full')
  return url.href
}
