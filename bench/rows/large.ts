import type { EmbeddedServer, Session } from '@rollcall/database'
import { loadHistory, requireRoom } from '../history.ts'
import { numbered, type Round, takeTurns } from '../measure.ts'
import { atMost, type Row, row } from '../row.ts'
import { generate, mondayOf, weeks, withBenchSchool } from '../school.ts'
import { dailyRows } from './daily.ts'

/** 100,000 students: a million classes are ten weeks of theirs, 20 million are 200. */
export const largeSizes = { students: 100_000, few: 10, many: 200 }

/**
 * The same week of the same students generated into a table of a million classes and one of 20 million,
 * and the daily checklist over the latter, on the Monday on which the last of those weeks was made.
 */
export async function largeRows(server: EmbeddedServer, rounds: number): Promise<Row[]> {
  const { students, few, many } = largeSizes
  await requireRoom(students * (few + many))
  return withBenchSchool(server, 'few', students, async (small) => {
    await loadHistory(small, few)
    return withBenchSchool(server, 'many', students, async (large) => {
      await loadHistory(large, many)
      const weeks = await compare(small, large, rounds)
      const daily = await dailyRows(large, rounds, {
        name: 'the daily checklist over 20 million classes / one count(*)',
        target: atMost(1),
        url: server.url('many'),
        now: mondayOf(rounds - 2, 9),
      })
      return [...weeks, ...daily]
    })
  })
}

async function compare(small: Session, large: Session, rounds: number): Promise<Row[]> {
  const samples: Round<'small' | 'large'>[] = []
  for (const round of numbered(rounds)) {
    const period = weeks(round, 1)
    const at = mondayOf(round - 1, 6)
    samples.push(
      await takeTurns(small, round, {
        small: () => generate(small, period, at),
        large: () => generate(large, period, at),
      }),
    )
  }
  const each = (name: 'small' | 'large') =>
    samples.map((round) => round[name].milliseconds / largeSizes.students)
  return [
    row({
      name: 'a week, per class, at 20 million rows / at 1 million',
      target: atMost(1.15),
      of: each('large'),
      to: each('small'),
    }),
  ]
}
