import { sqlCheck } from '../sql-check.ts'
import type { Evidence } from '../verdict.ts'

/**
 * Connections that run out (of the server, the database or a role), transactions that somebody
 * left open, and sessions that wait for a lock, by whoever keeps them waiting. Sessions live by the
 * server's clock, so their ages are taken from it and not from the run's `now`.
 */
export const connections = sqlCheck(import.meta, {
  title: 'Connections are free, and no session keeps others waiting',
  reads: [],
  parameters: ({ config: { thresholds } }) => [
    thresholds.connectionsShare,
    thresholds.idleInTransactionMinutes,
    thresholds.lockWaitSeconds,
  ],
  nothing: obstacleToSessions,
})

/** Why the sessions of others could not be seen, and what to do about it. */
export function obstacleToSessions({ obstacle, lookedAs }: Evidence) {
  const { role } = lookedAs as { role: string }
  if (obstacle === 'track_activities') {
    return {
      reason: 'track_activities is off for sessions of this database, so what they do is not known',
      hint: 'Switch it on again with `alter system set track_activities = on`, or where it was set for a role or the database, there.',
    }
  }
  return {
    reason: `Role ${role} may not see what the sessions of other roles do: it is not a member of pg_read_all_stats`,
    hint: 'Run `grant pg_read_all_stats to rollcall_reader` as a role that may, or `grant pg_monitor to rollcall_reader`, and look as rollcall_reader.',
  }
}
