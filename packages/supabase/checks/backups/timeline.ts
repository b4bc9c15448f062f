import type { Answers } from '../../api/answers.ts'

/** What is known of a project's backups. Instants are ISO 8601 in UTC, in the order of time. */
export type Timeline = {
  /** Continuous is point-in-time recovery, which makes no daily ones. */
  kind: 'continuous' | 'physical' | 'logical'
  /** How many are listed, by what the API says of them. */
  statuses: Record<string, number>
  /** Daily ones that can be restored. */
  completed: string[]
  /** Daily ones that came to nothing. */
  failed: string[]
  /** Daily ones of which the API says what nobody knows yet. */
  unclear: string[]
  newest: string | undefined
  oldest: string | undefined
  /** Instants that can't be: before the project was made, in the future, or none at all. */
  impossible: number
}

const hour = 60 * 60 * 1000

const known = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'PENDING', 'REMOVED', 'ARCHIVED'])

/**
 * Puts the answer in order.
 * @param between when the project was made, and now; an hour more is what clocks may differ.
 */
export function timelineOf(answer: Answers['backups'], between: { from: string; to: string }) {
  const { backups, physical_backup_data: physical } = answer
  const first = Date.parse(between.from) - hour
  const last = Date.parse(between.to) + hour
  const isPossible = (time: number) => time >= first && time <= last
  const listed = backups.map(({ status, inserted_at: at }) => ({ status, time: Date.parse(at) }))
  const start = instants(physical.earliest_physical_backup_date_unix)
  const end = instants(physical.latest_physical_backup_date_unix)
  const timesOf = (...statuses: string[]) =>
    listed
      .filter(({ status, time }) => statuses.includes(status) && isPossible(time))
      .map(({ time }) => time)
  const completed = timesOf('COMPLETED')
  const unclear = listed.filter(({ status, time }) => !known.has(status) && isPossible(time))
  const times = [...listed.map(({ time }) => time), ...start, ...end]
  return {
    kind: kindOf(answer),
    statuses: counted(listed.map(({ status }) => status)),
    completed: inOrder(completed),
    failed: inOrder(timesOf('FAILED', 'CANCELLED')),
    unclear: inOrder(unclear.map(({ time }) => time)),
    newest: inOrder([...completed, ...end.filter(isPossible)]).at(-1),
    oldest: inOrder([...completed, ...start.filter(isPossible)])[0],
    impossible: times.filter((time) => !isPossible(time)).length,
  } satisfies Timeline
}

/** Milliseconds of seconds that need not be told. */
function instants(seconds: number | undefined): number[] {
  return seconds === undefined ? [] : [seconds * 1000]
}

function kindOf(answer: Answers['backups']): Timeline['kind'] {
  if (answer.pitr_enabled) return 'continuous'
  const isPhysical =
    answer.walg_enabled || answer.backups.some(({ is_physical_backup: physical }) => physical)
  return isPhysical ? 'physical' : 'logical'
}

function inOrder(times: number[]): string[] {
  return times.toSorted((a, b) => a - b).map((time) => new Date(time).toISOString())
}

function counted(statuses: string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1)
  return Object.fromEntries(counts)
}
