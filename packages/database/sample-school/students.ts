import { firstNames, lastNames } from './people.ts'
import { seeded } from './random.ts'
import { type Entry, schoolZone, shapes } from './schedules.ts'

/** A student of the sample school as its row is inserted: dates of the calendar, instants in UTC. */
export type SampleStudent = {
  first_name: string
  last_name: string
  /** The place of the course in the list of courses, from 1. */
  course: number
  enrolled_at: string
  start_date: string
  end_date: string | null
  paused_from: string | null
  paused_until: string | null
  archived_at: string | null
  fixed_schedule: unknown
}

const total = 312

/** For how long the school has had students, in weeks. */
export const weeksOpen = 26

/** The students of the sample school, the same for the same instant. Nearly all of them are active. */
export function sampleStudents(now: Temporal.Instant): SampleStudent[] {
  const today = now.toZonedDateTimeISO(schoolZone).toPlainDate()
  const random = seeded(20_260_309)
  return Array.from({ length: total }, (_, index) => {
    const isNew = index % 40 === 39
    const startsIn = isNew ? 3 + random(20) : -random(weeksOpen * 7 - 14) - 14
    const start = today.add({ days: startsIn })
    const timezone = index % 8 === 5 ? 'America/Mexico_City' : schoolZone
    const shape = shapes[index % shapes.length]
    return {
      first_name: pick(firstNames, random),
      last_name: `${pick(lastNames, random)} ${pick(lastNames, random)}`,
      course: random(12) + 1,
      enrolled_at: (isNew ? recently(index, now) : ahead(index, start)).toString(),
      start_date: start.toString(),
      ...turns(index, today),
      fixed_schedule: shape?.(entries(random), {
        timezone,
        anchor: today.subtract({ weeks: weeksOpen + (index % 2) }).toString(),
      }),
    }
  })
}

/** The students to come have enrolled one after the other, the last some five hours before `now`. */
function recently(index: number, now: Temporal.Instant): Temporal.Instant {
  const hours = 5 + 31 * Math.floor(index / 40)
  return now.round({ smallestUnit: 'hour', roundingMode: 'floor' }).subtract({ hours, minutes: 17 })
}

/** Whoever has begun enrolled some days before, in office hours. */
function ahead(index: number, start: Temporal.PlainDate): Temporal.Instant {
  return noon(start.subtract({ days: 3 + (index % 11) })).add({ minutes: (index * 37) % 420 })
}

/** A few students have ended, pause, or are archived. */
function turns(index: number, today: Temporal.PlainDate) {
  const none = { end_date: null, paused_from: null, paused_until: null, archived_at: null }
  switch (index % 60) {
    case 11:
      return { ...none, end_date: today.subtract({ days: 9 }).toString() }
    case 23:
      return {
        ...none,
        paused_from: today.subtract({ days: 12 }).toString(),
        paused_until: today.add({ days: 30 }).toString(),
      }
    case 47:
      return { ...none, archived_at: noon(today.subtract({ days: 5 })).toString() }
    default:
      return none
  }
}

function noon(date: Temporal.PlainDate): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: schoolZone, plainTime: '12:00' }).toInstant()
}

/** One to three entries on different days, in the afternoon. */
function entries(random: (below: number) => number): Entry[] {
  const first = random(5)
  return Array.from({ length: 1 + random(3) }, (_, place) => ({
    weekday: ((first + place * 2) % 6) + 1,
    hour: 14 + random(6),
    minute: random(4) * 15,
    minutes: 45 + random(4) * 15,
  }))
}

function pick(from: string[], random: (below: number) => number): string {
  return from[random(from.length)] ?? ''
}
