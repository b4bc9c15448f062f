import type { Finding } from '@rollcall/core'
import type { Unseen } from '../ask-parts.ts'
import { hoursBetween } from './hours.ts'
import type { Timeline } from './timeline.ts'

type Judged = { findings: Finding[]; unseen: Unseen[] }

/** Whether there is a backup, and the newest is new enough. `made` is when the project was. */
export function judgeAge(
  timeline: Timeline,
  { made, now, hours }: { made: string; now: string; hours: number },
): Judged {
  const { newest, kind, statuses } = timeline
  if (newest === undefined) return judgeNone(timeline, hoursBetween(made, now) <= hours)
  const age = hoursBetween(newest, now)
  if (age <= hours) return { findings: [], unseen: judgeUnclear(timeline, newest) }
  return found(
    `The newest backup is ${Math.floor(age)} hours old, of ${newest}: see in the dashboard why none came since.`,
    { newest, kind, statuses },
  )
}

/** A later attempt in a state that nobody knows yet may have failed. */
function judgeUnclear({ unclear }: Timeline, newest: string): Unseen[] {
  const last = unclear.at(-1) ?? newest
  return last > newest
    ? notSeen(`The backup of ${last} is in a state that Rollcall does not know`).unseen
    : []
}

/** Nothing can be restored by what the API lists, which need not be all that there is. */
function judgeNone({ kind, statuses, failed, impossible }: Timeline, isNew: boolean): Judged {
  if (failed.length > 0) {
    return found(
      'Every backup that is listed failed: see in the dashboard why, and ask Supabase to make one.',
      { kind, statuses },
    )
  }
  const isListed = Object.keys(statuses).length > 0 || impossible > 0
  if (isListed)
    return notSeen('None of the listed backups is said to be done at a time that can be')
  if (isNew) return notSeen('The project is so new that its first backup is not due yet')
  if (kind === 'logical') {
    return found('There is no backup: see in the dashboard why, and save the data meanwhile.', {
      kind,
    })
  }
  // Supabase need not list physical backups, and says nothing of their range before the first.
  return notSeen(`Supabase's API lists no backup, as it may for a project with ${kind} backups`)
}

function found(detail: string, subject: Finding['subject']): Judged {
  return { findings: [{ key: 'newest', severity: 'error', detail, subject }], unseen: [] }
}

function notSeen(reason: string): Judged {
  const hint = 'Look at Database, Backups in the dashboard, and run the check again tomorrow.'
  return { findings: [], unseen: [{ part: 'backups', reason, hint }] }
}
