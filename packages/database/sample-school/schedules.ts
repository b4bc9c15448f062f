/** A weekly entry before it takes one of the shapes in which applications store it. */
export type Entry = { weekday: number; hour: number; minute: number; minutes: number }

/** The zone of the sample school. */
export const schoolZone = 'Europe/Madrid'

const english = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const spanish = ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo']

const two = (number: number) => String(number).padStart(2, '0')
const start = ({ hour, minute }: Entry) => `${two(hour)}:${two(minute)}`
const twelve = ({ hour, minute }: Entry) =>
  `${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)} ${hour < 12 ? 'AM' : 'PM'}`
const end = ({ hour, minute, minutes }: Entry) => {
  const total = hour * 60 + minute + minutes
  return `${two(Math.floor(total / 60))}:${two(total % 60)}`
}

type Details = { timezone: string; anchor: string }

/** The shapes in which real applications store a schedule, all of them readable. */
export const shapes: ((entries: Entry[], details: Details) => unknown)[] = [
  // The canonical form.
  (entries, { timezone }) => ({
    version: 1,
    timezone,
    slots: entries.map((entry) => ({
      weekday: entry.weekday,
      start_time: start(entry),
      duration_minutes: entry.minutes,
    })),
  }),
  // A bare array, days by name; it can't say its zone, so only those in the school's have it.
  (entries, { timezone }) => {
    const slots = entries.map((entry) => ({
      day: english[entry.weekday - 1],
      startTime: start(entry),
      duration: entry.minutes,
    }))
    return timezone === schoolZone ? slots : { timezone, slots }
  },
  // Spanish names, an end instead of a duration.
  (entries, { timezone }) => ({
    timezone,
    slots: entries.map((entry) => ({
      day: spanish[entry.weekday - 1],
      start_time: start(entry),
      end_time: end(entry),
    })),
  }),
  // Keyed by day.
  (entries, { timezone }) => ({
    timezone,
    ...Object.fromEntries(
      entries.map((entry) => [
        english[entry.weekday - 1],
        [{ start_time: `${start(entry)}:00`, duration_minutes: entry.minutes }],
      ]),
    ),
  }),
  // JSON in a string.
  (entries, { timezone }) =>
    JSON.stringify({
      timezone,
      slots: entries.map((entry) => ({
        dayOfWeek: entry.weekday,
        startTime: start(entry),
        durationMinutes: entry.minutes,
      })),
    }),
  // Twelve hours.
  (entries, { timezone }) => ({
    timezone,
    slots: entries.map((entry) => ({
      day_of_week: entry.weekday % 7,
      start_time: twelve(entry),
      duration_minutes: entry.minutes,
    })),
  }),
  // Every other week.
  (entries, { timezone, anchor }) => ({
    version: 1,
    timezone,
    slots: entries.map((entry) => ({
      weekday: entry.weekday,
      start_time: start(entry),
      duration_minutes: entry.minutes,
      interval_weeks: 2,
      anchor_date: anchor,
    })),
  }),
]
