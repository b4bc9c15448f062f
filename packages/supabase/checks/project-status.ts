import type { Severity } from '@rollcall/core'

/** Nobody can use the database; `key` names it in a word. */
export type Down = { state: 'down'; key: string; severity: Severity; detail: string }

/** What a project's status means for its database. */
export type Standing =
  | { state: 'up' }
  | Down
  /** A word that says nothing, or that came later than we. */
  | { state: 'unclear' }

const down = (key: string, detail: string): Down => ({
  state: 'down',
  key,
  severity: 'error',
  detail,
})

/** Somebody wanted it, and it is over in minutes. */
const planned = (key: string, detail: string): Down => ({
  state: 'down',
  key,
  severity: 'warning',
  detail,
})

export const paused = down(
  'paused',
  'The project is paused, so that nothing reaches its database: restore it in the dashboard.',
)

export const hibernating = down(
  'hibernating',
  "The project hibernates, so that nothing reaches its database: wake it by a request to the project's API, or restore it in the dashboard.",
)

/** Every status of Supabase's description but `UNKNOWN`, by its meaning. */
const standings: Record<string, Standing> = {
  ACTIVE_HEALTHY: { state: 'up' },
  ACTIVE_UNHEALTHY: down(
    'unhealthy',
    'Supabase calls the project unhealthy: see the health of its services in the dashboard, and restart it if it stays so.',
  ),
  INACTIVE: paused,
  PAUSING: down(
    'pausing',
    'The project is being paused: restore it in the dashboard as soon as that is done, unless it was meant.',
  ),
  PAUSE_FAILED: down(
    'pause-failed',
    "Pausing the project failed, which leaves it in between: ask Supabase's support.",
  ),
  COMING_UP: down(
    'coming-up',
    'The project is coming up and takes no queries yet: look again in some minutes.',
  ),
  RESTORING: down(
    'restoring',
    'The project is being restored and takes no queries until that is done: look again in some minutes.',
  ),
  RESTORE_FAILED: down(
    'restore-failed',
    "Restoring the project failed, and its database is down: ask Supabase's support.",
  ),
  INIT_FAILED: down(
    'init-failed',
    "The project never came up: ask Supabase's support, or make another.",
  ),
  GOING_DOWN: down(
    'going-down',
    'The project is going down: find out who deletes it, and save a backup while there is one.',
  ),
  REMOVED: down('removed', 'The project is removed: restore a backup into another project.'),
  UPGRADING: planned(
    'upgrading',
    'The project is being upgraded and takes no queries until that is done: look again in half an hour.',
  ),
  RESIZING: planned(
    'resizing',
    'The project is moving to another size and takes no queries for some minutes: look again then.',
  ),
  RESTARTING: planned(
    'restarting',
    'The project is restarting and takes no queries for a minute or two: look again then.',
  ),
  PROMOTING: planned(
    'promoting',
    'A replica is becoming the primary database, which for some minutes takes no queries: look again then.',
  ),
}

/** What a status says; hibernation is in no published list, and known by the word. */
export function standingOf(status: string): Standing {
  const known = Object.hasOwn(standings, status) ? standings[status] : undefined
  if (known) return known
  return /hibernat/i.test(status) ? hibernating : { state: 'unclear' }
}

/** A status as it may be shown: it comes from outside and may be anything. */
export function asWord(status: string): string {
  return /^[A-Z_]{1,40}$/.test(status) ? status : 'a word that is none'
}
