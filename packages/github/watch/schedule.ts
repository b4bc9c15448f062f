import { isZone } from '@rollcall/core'
import { Cron } from 'croner'

/** One entry under `on.schedule` of a workflow file. GitHub reads it in UTC unless it names a zone. */
export type Schedule = { cron: string; timezone: string }

/** How many due times are looked at, at most, when some are counted. */
const countedAtMost = 1000

/** Why GitHub would not understand a schedule, as part of a sentence; nothing if it does. */
export function mistakeIn({ cron, timezone }: Schedule): string | undefined {
  if (!isZone(timezone)) return `names the time zone "${timezone}", which is none`
  // GitHub knows the five fields of POSIX with the names of days and months, no @daily, L or #.
  if (!/^([\d*,/\s-]|[A-Z]{3})+$/i.test(cron))
    return `has the cron expression "${cron}", which is none`
  try {
    pattern({ cron, timezone })
    return undefined
  } catch {
    return `has the cron expression "${cron}", which is none`
  }
}

/** The newest instant at or before `at` at which one of the schedules was due, if there is one. */
export function lastDue(schedules: Schedule[], at: number): number | undefined {
  const due = schedules.flatMap((schedule) =>
    // What is due at that very second is not before it.
    pattern(schedule).previousRuns(1, new Date(at + 1000)),
  )
  return due.length === 0 ? undefined : Math.max(...due.map(Number))
}

/** How often the schedules were due after one instant and up to another, at most a thousand times. */
export function timesDue(schedules: Schedule[], after: number, until: number): number {
  const due = new Set<number>()
  for (const schedule of schedules) {
    const cron = pattern(schedule)
    for (let next = cron.nextRun(new Date(after)); next && Number(next) <= until; ) {
      due.add(Number(next))
      if (due.size >= countedAtMost) return countedAtMost
      next = cron.nextRun(next)
    }
  }
  return due.size
}

function pattern({ cron, timezone }: Schedule): Cron {
  return new Cron(cron, { timezone, mode: '5-part', sloppyRanges: true, paused: true })
}
