import { connect, type Session } from '@rollcall/database'
import { numbered, timed } from '../measure.ts'
import { median } from '../ratio.ts'
import { atMost, type Row, row } from '../row.ts'
import { now } from '../school.ts'

type Write = 'insert' | 'edit'
type Contender = `${Write} with trigger` | `plain ${Write}`

const writesInRound = 60
/** Both kinds of session have their statements planned before anything counts. */
const warmUp = 20

/**
 * Writes of single students, each committed by itself: by a session for which the trigger generates,
 * beside a session for which no trigger fires. The values of a round are its medians.
 * @param url the address of the database in which `session` is.
 */
export async function writeRows(session: Session, rounds: number, url: string): Promise<Row[]> {
  const plain = await connect(url, { now })
  try {
    await plain.query('set session_replication_role = replica')
    await round({ session, plain, first: 1, writes: warmUp })
    const medians: Record<Contender, number>[] = []
    for (const number of numbered(rounds)) {
      await session.query('checkpoint')
      const first = 1 + 2 * (warmUp + number * writesInRound)
      medians.push(await round({ session, plain, first, writes: writesInRound }))
    }
    await requireFollowed(session)
    const of = (name: Contender) => medians.map((each) => each[name])
    return [
      row({
        name: 'student insert with its trigger, p50 / plain insert',
        target: atMost(3),
        of: of('insert with trigger'),
        to: of('plain insert'),
      }),
      row({
        name: 'one-slot edit, p50 / plain update',
        target: atMost(2.5),
        of: of('edit with trigger'),
        to: of('plain edit'),
      }),
    ]
  } finally {
    await plain.end()
  }
}

type Given = { session: Session; plain: Session; first: number; writes: number }

/** The medians, in milliseconds, of so many writes of each kind, who goes first changing each time. */
async function round({ session, plain, first, writes }: Given): Promise<Record<Contender, number>> {
  const times: Record<Contender, number[]> = {
    'insert with trigger': [],
    'plain insert': [],
    'edit with trigger': [],
    'plain edit': [],
  }
  for (const n of numbered(writes)) {
    const turns: (() => Promise<unknown>)[] = [
      async () => times['insert with trigger'].push(await timed(() => insert(session))),
      async () => times['plain insert'].push(await timed(() => insert(plain))),
      async () => times['edit with trigger'].push(await timed(() => edit(session, first + 2 * n))),
      async () => times['plain edit'].push(await timed(() => edit(plain, first + 2 * n + 1))),
    ]
    for (const turn of n % 2 === 0 ? turns : turns.toReversed()) await turn()
  }
  return {
    'insert with trigger': median(times['insert with trigger']),
    'plain insert': median(times['plain insert']),
    'edit with trigger': median(times['edit with trigger']),
    'plain edit': median(times['plain edit']),
  }
}

const insert = (session: Session) =>
  session.query(
    `insert into public.students (first_name, start_date, fixed_schedule)
     select 'new', $1, fixed_schedule from public.students where id = 1`,
    [now.slice(0, 10)],
  )

/** Half an hour later, as a person would move a slot. */
const edit = (session: Session, student: number) =>
  session.query(
    `update public.students
     set fixed_schedule = jsonb_set(
       fixed_schedule, '{slots,0,start_time}',
       to_jsonb(to_char((fixed_schedule #>> '{slots,0,start_time}')::time + interval '30 minutes', 'HH24:MI'))
     )
     where id = $1`,
    [student],
  )

/** @throws when the trigger left a student's classes as they were: then it was not measured. */
async function requireFollowed(session: Session) {
  const { rows } = await session.query<{ followed: boolean }>(
    `select count(*) filter (where operation = 'update' and classes_created > 0) > 0
        and count(*) filter (where operation = 'insert' and classes_created > 0) > 0
        and bool_and(status = 'success') as followed
     from public.class_generation_logs where operation in ('insert', 'update')`,
  )
  if (!rows[0]?.followed) throw new Error('The triggers on students generated nothing.')
}
