import type { Database } from '../check.ts'

export type PreviewOptions = {
  /** As it is or would be stored in `students.fixed_schedule`. */
  schedule: unknown
  /** Dates of the calendar, both inclusive. */
  from: string
  to: string
  /** The student's first and last day, as given: what is no date becomes an error of the answer. */
  startDate?: string
  endDate?: string
  /** The zone of a schedule that names none; by default the school's. */
  timezone?: string
  /** Days without classes; by default the school's. */
  closures?: { from: string; to: string }[]
}

type ScheduleProblem = { code: string; path: string; value: unknown; hint: string }

export type Occurrence = {
  originDate: string
  /** `HH:MM`. */
  originStartTime: string
  /** The instant, as ISO 8601 in UTC. */
  startsAt: string
  durationMinutes: number
  courseId: string | null
}

export type SchedulePreview = {
  occurrences: Occurrence[]
  errors: ScheduleProblem[]
  warnings: ScheduleProblem[]
}

/** Mistakes that leave no doubt about the dates: these show where the mistake lies. */
const datesAreKnown = ['invalid_interval', 'unknown_course']
/** In weeks: longer than any schedule may name. */
const anyInterval = 5200

/**
 * The occurrences of one schedule, by the functions that generation uses. Writes nothing.
 * With errors there are none, but for an interval that is only too long and a course that is not in
 * the database. Where the database has no courses at all, they are not checked.
 */
export async function previewSchedule(
  database: Database,
  options: PreviewOptions,
): Promise<SchedulePreview> {
  const wrongDates = [
    ...wrongDate(options.startDate, 'start_date'),
    ...wrongDate(options.endDate, 'end_date'),
  ]
  const reading = await read(database, options)
  const errors = [...wrongDates, ...reading.errors]
  const schedule = errors.every(({ code }) => datesAreKnown.includes(code))
    ? (reading.schedule ?? (await read(database, options, lenient)).schedule)
    : null
  if (schedule === null) return { occurrences: [], errors, warnings: reading.warnings }
  const { rows } = await database.query<Occurrence>(expandQuery, [
    JSON.stringify(schedule),
    latest(options.from, options.startDate),
    earliest(options.to, options.endDate),
    options.closures ? JSON.stringify(options.closures) : null,
  ])
  return { occurrences: rows, errors, warnings: reading.warnings }
}

type Reading = { schedule: unknown; errors: ScheduleProblem[]; warnings: ScheduleProblem[] }

const strict = `p_courses => (select jsonb_object_agg(c.id::text, c.active) from public.courses as c)`
const lenient = `p_longest_interval => ${anyInterval}`

async function read(database: Database, options: PreviewOptions, how = strict): Promise<Reading> {
  const { rows } = await database.query<{ reading: Reading }>(
    `select rollcall.normalise_schedule(
       p_raw => $1::jsonb,
       p_timezone => coalesce($2, (select timezone from rollcall.school)),
       ${how}
     ) as reading`,
    [JSON.stringify(options.schedule ?? null), options.timezone ?? null],
  )
  return (rows[0] as { reading: Reading }).reading
}

function wrongDate(value: string | undefined, name: 'start_date' | 'end_date'): ScheduleProblem[] {
  if (value === undefined) return []
  try {
    if (Temporal.PlainDate.from(value, { overflow: 'reject' }).toString() === value) return []
  } catch {}
  return [
    {
      code: 'invalid_start_date',
      path: `/${name}`,
      value,
      hint: 'Write the date as YYYY-MM-DD, for example 2026-03-09.',
    },
  ]
}

const latest = (from: string, start?: string) => (start && start > from ? start : from)
const earliest = (to: string, end?: string) => (end && end < to ? end : to)

const expandQuery = `
  select
    e.origin_date as "originDate",
    to_char(e.origin_start_time, 'HH24:MI') as "originStartTime",
    to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startsAt",
    e.duration_minutes as "durationMinutes",
    e.course_id as "courseId"
  from rollcall.expand_schedule(
    $1::jsonb, $2::date, $3::date,
    coalesce(
      case
        when $4::jsonb is null
          then (select range_agg(daterange(c.starts_on, c.ends_on, '[]')) from rollcall.closures as c)
        else (
          select range_agg(daterange((c ->> 'from')::date, (c ->> 'to')::date, '[]'))
          from jsonb_array_elements($4::jsonb) as c
        )
      end,
      '{}'
    )
  ) as e
  order by e.origin_date, e.origin_start_time`
