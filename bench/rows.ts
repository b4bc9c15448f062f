import type { Session } from '@rollcall/database'
import { ratio, type Sample, sample } from './measure.ts'
import { copyToA2, firstMonday, generatePeriod, now } from './school.ts'

/** A ratio of the table, its target, and the spread over the rounds. */
export type Row = { name: string; target: number; ratio: number; least: number; greatest: number }

const rounds = 5
const milliseconds = (samples: Sample[]) => samples.map((each) => each.milliseconds)
const wal = (samples: Sample[]) => samples.map((each) => each.wal)

/** Half-year fills, then single weeks, each beside the same rows into A2, round about. */
export async function generationRows(session: Session): Promise<Row[]> {
  const half = await periods(session, 0, 26)
  await session.query('vacuum analyze public.classes')
  const week = await periods(session, rounds * 26, 1)
  return [
    row(
      'fill 26 weeks into a live table, all-in, to A2',
      0.9,
      milliseconds(half.ours),
      milliseconds(half.a2),
    ),
    row(
      'one week for all, live table, logged, to A2',
      1.2,
      milliseconds(week.ours),
      milliseconds(week.a2),
    ),
    row(
      '26 weeks again with nothing to do, to the fill',
      0.12,
      milliseconds(half.again),
      milliseconds(half.ours),
    ),
    row(
      'a week again with nothing to do, to A2',
      0.2,
      milliseconds(week.again),
      milliseconds(week.a2),
    ),
    row('WAL of a week, to that of A2', 0.2, wal(week.ours), wal(week.a2)),
  ]
}

async function periods(session: Session, firstWeek: number, weeks: number) {
  const samples: Record<'ours' | 'a2' | 'again', Sample[]> = { ours: [], a2: [], again: [] }
  for (let round = 0; round < rounds; round++) {
    const from = firstMonday.add({ weeks: firstWeek + round * weeks })
    const dates = [from.toString(), from.add({ days: weeks * 7 - 1 }).toString()] as const
    samples.ours.push(await sample(session, () => generatePeriod(session, ...dates)))
    samples.a2.push(await sample(session, () => copyToA2(session, ...dates)))
    samples.again.push(await sample(session, () => generatePeriod(session, ...dates)))
  }
  return samples
}

const times = 200

/** Writes of single students through the trigger, beside the same writes without it. */
export async function triggerRows(session: Session): Promise<Row[]> {
  const insert = `insert into public.students (first_name, start_date, fixed_schedule)
    select first_name, '2026-03-09', fixed_schedule from public.students where id = 1 returning id`
  const edit = (hour: number) =>
    `update public.students set fixed_schedule = jsonb_set(fixed_schedule, '{slots,0,start_time}', '"${hour}:30"') where id = $1`
  const [withTrigger, plain, edited, updated]: number[][] = [[], [], [], []]
  for (let time = 1; time <= times; time++) {
    withTrigger?.push(await timed(() => session.query(insert)))
    edited?.push(await timed(() => session.query(edit(10 + (time % 9)), [time])))
    await session.query('alter table public.students disable trigger user')
    plain?.push(await timed(() => session.query(insert)))
    updated?.push(await timed(() => session.query(edit(9), [time + times])))
    await session.query('alter table public.students enable trigger user')
  }
  return [
    row(
      'student insert with its trigger, p50, to a plain insert',
      3,
      withTrigger ?? [],
      plain ?? [],
    ),
    row('edit of a slot, p50, to a plain update', 2.5, edited ?? [], updated ?? []),
  ]
}

/** Every missing class at once, beside one query for each student. */
export async function missingRows(session: Session, students: number): Promise<Row[]> {
  const [together, alone]: number[][] = [[], []]
  for (let round = 0; round < 3; round++) {
    together?.push(
      await timed(() =>
        session.query("select * from rollcall.missing_classes('2026-03-09', '2026-03-22', $1)", [
          now,
        ]),
      ),
    )
    alone?.push(
      await timed(async () => {
        for (let id = 1; id <= students; id++) {
          await session.query(
            "select * from rollcall.missing_classes('2026-03-09', '2026-03-22', $1, $2)",
            [now, id],
          )
        }
      }),
    )
  }
  return [
    row(
      'one query for each student, to exact missing classes at once',
      10,
      alone ?? [],
      together ?? [],
    ),
  ]
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function row(name: string, target: number, ours: number[], theirs: number[]): Row {
  return { name, target, ...ratio(ours, theirs) }
}
