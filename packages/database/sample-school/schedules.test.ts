import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { type Entry, shapes } from './schedules.ts'

const database = scratchDatabase()

const entries: Entry[] = [
  { weekday: 1, hour: 17, minute: 30, minutes: 60 },
  { weekday: 6, hour: 9, minute: 0, minutes: 90 },
  { weekday: 7, hour: 12, minute: 15, minutes: 45 },
]

test.each([...shapes.keys()])(
  'shape %i is stored differently and read as the same schedule',
  async (place) => {
    const stored = shapes.map((shape) =>
      JSON.stringify(shape(entries, { timezone: 'Europe/Madrid', anchor: '2026-03-09' })),
    )
    expect(new Set(stored).size).toBe(shapes.length)
    const { rows } = await database.session.query(
      `select r -> 'errors' as errors,
              r #>> '{schedule,timezone}' as timezone,
              jsonb_path_query_array(r, '$.schedule.slots[*].weekday') as weekdays,
              jsonb_path_query_array(r, '$.schedule.slots[*].start_time') as times,
              jsonb_path_query_array(r, '$.schedule.slots[*].duration_minutes') as minutes
       from rollcall.normalise_schedule($1, 'Europe/Madrid') as r`,
      [stored[place]],
    )
    expect(rows).toEqual([
      {
        errors: [],
        timezone: 'Europe/Madrid',
        weekdays: [1, 6, 7],
        times: ['17:30', '09:00', '12:15'],
        minutes: [60, 90, 45],
      },
    ])
  },
)
