import type { Session } from '@rollcall/database'
import { RRuleTemporal } from 'rrule-temporal'
import { now, type Period } from './school.ts'
import { columns } from './tables.ts'

type Student = { id: number; course_id: number | null; fixed_schedule: Schedule }
type Schedule = { timezone: string; slots: Slot[] }
type Slot = { weekday: number; start_time: string; duration_minutes: number }

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/**
 * Fills a period from an application: reads the students, expands their slots by rrule-temporal and
 * sends everything as arrays in one statement. Each rule begins with the period, so that the library
 * has nothing to replay, which is its best case.
 */
export async function fillByRules(session: Session, period: Period) {
  const { rows } = await session.query<Student>(
    'select id, course_id, fixed_schedule from public.students order by id',
  )
  const classes = rows.flatMap((student) =>
    student.fixed_schedule.slots.flatMap((slot) => expand(student, slot, period)),
  )
  await session.query(
    `insert into bench.unnested (${columns})
     select u.student_id, u.course_id, u.date, u.time, u.time + u.minutes * interval '1 minute', u.minutes,
            u.timezone, u.starts_at, u.date, u.time, false, $8, $8
     from unnest($1::bigint[], $2::bigint[], $3::date[], $4::time[], $5::integer[], $6::text[], $7::timestamptz[])
       as u (student_id, course_id, date, time, minutes, timezone, starts_at)`,
    [
      classes.map(({ student }) => student.id),
      classes.map(({ student }) => student.course_id),
      classes.map(({ date }) => date),
      classes.map(({ slot }) => slot.start_time),
      classes.map(({ slot }) => slot.duration_minutes),
      classes.map(({ student }) => student.fixed_schedule.timezone),
      classes.map(({ startsAt }) => startsAt),
      now,
    ],
  )
}

function expand(student: Student, slot: Slot, [from, to]: Period) {
  const { timezone: timeZone } = student.fixed_schedule
  const first = Temporal.PlainDate.from(from)
  const days = (slot.weekday - first.dayOfWeek + 7) % 7
  const rule = new RRuleTemporal({
    freq: 'WEEKLY',
    byDay: [weekdays[slot.weekday - 1] as string],
    dtstart: first.add({ days }).toZonedDateTime({ timeZone, plainTime: slot.start_time }),
    tzid: timeZone,
  })
  const end = Temporal.PlainDate.from(to).add({ days: 1 }).toZonedDateTime(timeZone)
  return rule
    .between(first.toZonedDateTime(timeZone), end.subtract({ nanoseconds: 1 }), true)
    .map((at) => ({
      student,
      slot,
      date: at.toPlainDate().toString(),
      startsAt: at.toInstant().toString(),
    }))
}
