import type { Answers } from './api/answers.ts'
import { PlatformError } from './platform-error.ts'

/**
 * The address of the session pooler, which GitHub's runners reach over IPv4, with verified TLS. The
 * API names the transaction pooler; the session pooler is the same host's port 5432.
 * @param pooler what `Platform.pooler()` answers.
 * @param login the role to log in as, without the project's ref, and its password.
 * @throws PlatformError when the project has no shared pooler.
 */
export function sessionPoolerUrl(
  pooler: Answers['pooler'],
  login: { role?: string; password: string },
): string {
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
  const [owner = 'postgres', ...tenant] = primary.db_user.split('.')
  const user = [login.role ?? owner, ...tenant].join('.')
  const url = new URL(`postgresql://${primary.db_host}:5432/${encodeURIComponent(primary.db_name)}`)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(login.password)
  url.searchParams.set('sslmode', 'verify-full')
  return url.href
}
