import type { EmbeddedServer, Session } from '@rollcall/database'
import { loadHistory, requireRoom } from '../history.ts'
import { numbered, type Round, takeTurns } from '../measure.ts'
import { atMost, type Row, row } from '../row.ts'
import { generate, weeks, withBenchSchool } from '../school.ts'

/** 100,000 students: a million classes are ten weeks of theirs, 20 million are 200. */
export const largeSizes = { students: 100_000, few: 10, many: 200 }

/** The same week of the same students generated into a table of a million classes and one of 20 million. */
export async function largeRows(server: EmbeddedServer, rounds: number): Promise<Row[]> {
  const { students, few, many } = largeSizes
  await requireRoom(students * (few + many))
  return withBenchSchool(server, 'few', students, async (small) => {
    await loadHistory(small, few)
    return withBenchSchool(server, 'many', students, async (large) => {
      await loadHistory(large, many)
      return compare(small, large, rounds)
    })
  })
}

async function compare(small: Session, large: Session, rounds: number): Promise<Row[]> {
  const samples: Round<'small' | 'large'>[] = []
  for (const round of numbered(rounds)) {
    const period = weeks(round, 1)
    samples.push(
      await takeTurns(small, round, {
        small: () => generate(small, period),
        large: () => generate(large, period),
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
