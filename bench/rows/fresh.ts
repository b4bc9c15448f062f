import type { Session } from '@rollcall/database'
import { numbered, type Round, sample, takeTurns } from '../measure.ts'
import { fillPartition, makePartitioned } from '../partition.ts'
import { atMost, type Row, row } from '../row.ts'
import { generate, weeks, weeksInHalfYear } from '../school.ts'
import { insertDue, requireSameRows, tidy, workOutDue } from '../tables.ts'

type Contender = 'ours' | 'a2' | 'apart'

/**
 * The first half-year of a school: every table empty. Beside it what Rollcall could do if `classes`
 * were partitioned. It leaves that half-year in `classes` and A2.
 */
export async function freshRows(session: Session, rounds: number): Promise<Row[]> {
  const period = weeks(0, weeksInHalfYear)
  await workOutDue(session, period)
  await makePartitioned(session)
  const samples: Round<Contender>[] = []
  for (const round of numbered(rounds)) {
    await session.query('truncate public.classes, public.class_generation_logs, bench.a2')
    await session.query('drop table if exists bench.partition')
    // First, because it works out what is due as ours does, and so needs an empty table to look at.
    const apart = await sample(session, () => fillPartition(session, period))
    const turns = await takeTurns(session, round, {
      ours: () => generate(session, period),
      a2: () => insertDue(session, 'a2'),
    })
    await requireSameRows(session, 'a2', period)
    samples.push({ ...turns, apart })
  }
  await session.query('drop table bench.partitioned')
  await tidy(session)
  const of = (name: Contender) => samples.map((round) => round[name].milliseconds)
  return [
    row({
      name: 'fill a fresh period (an empty table) / A2',
      target: atMost(0.6),
      of: of('ours'),
      to: of('a2'),
    }),
    row({
      name: 'not ours: the same as a partition, keys and foreign key built after / A2',
      target: null,
      of: of('apart'),
      to: of('a2'),
    }),
  ]
}
