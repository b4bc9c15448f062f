import { firstNames, lastNames } from './people.ts'
import { seeded } from './random.ts'
import { type Entry, schoolZone, shapes } from './schedules.ts'

/** A student of the sample school as its row is inserted. Dates are dates of the calendar. */
export type SampleStudent = {
  first_name: string
  last_name: string
  course: number
  start_date: string
  end_date: string | null
  paused_from: string | null
  paused_until: string | null
  archived_on: string | null
  fixed_schedule: unknown
}

const total = 312

/** How long the school has been open before today, in weeks. */
const weeksOpen = 26

/** The students of the sample school, the same for the same day. Nearly all of them are active. */
export function sampleStudents(today: Temporal.PlainDate): SampleStudent[] {
  const random = seeded(20_260_309)
  return Array.from({ length: total }, (_, index) => {
    const startsIn = index % 40 === 39 ? 3 + random(20) : -random(weeksOpen * 7 - 14) - 14
    const timezone = index % 8 === 5 ? 'America/Mexico_City' : schoolZone
    const shape = shapes[index % shapes.length]
    return {
      first_name: pick(firstNames, random),
      last_name: `${pick(lastNames, random)} ${pick(lastNames, random)}`,
      course: random(12) + 1,
      start_date: today.add({ days: startsIn }).toString(),
      ...turns(index, today),
      fixed_schedule: shape?.(entries(random), {
        timezone,
        anchor: today.subtract({ weeks: weeksOpen }).toString(),
      }),
    }
  })
}

/** A few students have ended, pause, or are archived. */
function turns(index: number, today: Temporal.PlainDate) {
  const none = { end_date: null, paused_from: null, paused_until: null, archived_on: null }
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
      return { ...none, archived_on: today.subtract({ days: 5 }).toString() }
    default:
      return none
  }
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
