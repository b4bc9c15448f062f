import type { Session } from '@rollcall/database'
import { numbered, type Round, type Sample, takeTurns } from '../measure.ts'
import { atMost, type Row, row } from '../row.ts'
import { generate, now, weeks } from '../school.ts'
import { insertDue, requireSameRows, tidy, workOutDue } from '../tables.ts'

type Contender = 'ours' | 'a2' | 'ownKeys' | 'detection' | 'again'

/** Single weeks after `firstWeek` into the live table; then the same weeks with nothing left to do. */
export async function weekRows(
  session: Session,
  rounds: number,
  firstWeek: number,
): Promise<Row[]> {
  const samples: Round<Contender>[] = []
  for (const round of numbered(rounds)) samples.push(await week(session, round, firstWeek + round))
  const ms = ({ milliseconds }: Sample) => milliseconds
  const of = (name: Contender, value = ms) => samples.map((round) => value(round[name]))
  const wal = (name: Contender) => of(name, (sample) => sample.wal)
  return [
    row({
      name: 'one week for all, live table, logged / A2',
      target: atMost(1.2),
      of: of('ours'),
      to: of('a2'),
    }),
    row({
      name: 'one week for all / a plain insert into a table keyed as classes',
      target: null,
      of: of('ours'),
      to: of('ownKeys'),
    }),
    row({
      name: 'weekly detection with nothing to do / weekly A2',
      target: atMost(0.2),
      of: of('detection'),
      to: of('a2'),
    }),
    row({
      name: 're-run of a week with nothing to do / weekly A2',
      target: null,
      of: of('again'),
      to: of('a2'),
    }),
    row({
      name: "WAL of a weekly run / A2's",
      target: atMost(0.2),
      of: wal('ours'),
      to: wal('a2'),
      unit: 'bytes',
    }),
    row({
      name: 'WAL of a weekly run / of a plain insert into a table keyed as classes',
      target: null,
      of: wal('ours'),
      to: wal('ownKeys'),
      unit: 'bytes',
    }),
  ]
}

async function week(session: Session, round: number, number: number): Promise<Round<Contender>> {
  const period = weeks(number, 1)
  await workOutDue(session, period)
  const turns = await takeTurns(session, round, {
    ours: () => generate(session, period),
    a2: () => insertDue(session, 'a2'),
    ownKeys: () => insertDue(session, 'own_keys'),
  })
  await requireSameRows(session, 'a2', period)
  await tidy(session)
  const detect = async () => {
    const { rowCount } = await session.query('select * from rollcall.missing_classes($1, $2, $3)', [
      ...period,
      now,
    ])
    if (rowCount !== 0) throw new Error(`${rowCount} classes are missing from ${period[0]} on.`)
  }
  const idle = await takeTurns(session, round, {
    detection: detect,
    again: () => generate(session, period),
  })
  return { ...turns, ...idle }
}
