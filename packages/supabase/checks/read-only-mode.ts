import type { Finding } from '@rollcall/core'
import type { Answers } from '../api/answers.ts'

/** Of a database that Supabase has closed to writing because its disk is all but full. */
export function closedToWriting({
  enabled,
  override_enabled: overridden,
}: Answers['readOnly']): Finding[] {
  if (!enabled) return []
  const subject = { overridden }
  return [
    overridden
      ? {
          key: 'database/read-only',
          severity: 'warning',
          detail:
            'The database is read-only, which somebody has lifted for a quarter of an hour: free space or enlarge the disk before that is over.',
          subject,
        }
      : {
          key: 'database/read-only',
          severity: 'error',
          detail:
            'The database is read-only, so that no class and no payment can be written: enlarge the disk, or free space in a session that is set to write.',
          subject,
        },
  ]
}
