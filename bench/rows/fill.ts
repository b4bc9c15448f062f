import type { Session } from '@rollcall/database'
import { numbered, type Round, sample, takeTurns } from '../measure.ts'
import { insertOneByOne, pickDue } from '../one-by-one.ts'
import { atLeast, atMost, type Row, row } from '../row.ts'
import { fillRowByRow, makeRowLoop } from '../row-loop.ts'
import { fillByRules } from '../rrule-fill.ts'
import { generate, weeks, weeksInHalfYear } from '../school.ts'
import { insertDue, requireSameRows, tables, tidy, workOutDue } from '../tables.ts'

type Contender = 'ours' | 'a2' | 'ownKeys' | 'rowLoop' | 'rules' | 'oneByOne' | 'again'

const classesOneByOne = 300

/**
 * Half-year fills into tables that hold half a year already (A2 and `classes` do when this begins),
 * beside other ways to have the same rows inserted; then the same fill with nothing left to do.
 */
export async function fillRows(session: Session, rounds: number): Promise<Row[]> {
  await makeRowLoop(session)
  for (const table of tables.filter((each) => each !== 'a2')) {
    await session.query(`insert into bench.${table} overriding system value select * from bench.a2`)
    await session.query(
      `select setval(pg_get_serial_sequence('bench.${table}', 'id'), max(id)) from bench.a2`,
    )
  }
  await tidy(session)
  const samples: Round<Contender>[] = []
  for (const round of numbered(rounds)) samples.push(await fill(session, round))
  return compare(samples, await classesInHalfYear(session))
}

async function fill(session: Session, round: number): Promise<Round<Contender>> {
  const period = weeks((round + 1) * weeksInHalfYear, weeksInHalfYear)
  await workOutDue(session, period)
  const single = await pickDue(session, classesOneByOne)
  const turns = await takeTurns(session, round, {
    ours: () => generate(session, period),
    a2: () => insertDue(session, 'a2'),
    ownKeys: () => insertDue(session, 'own_keys'),
    rowLoop: () => fillRowByRow(session, period),
    rules: () => fillByRules(session, period),
    oneByOne: () => insertOneByOne(session, single),
  })
  for (const table of tables) {
    if (table !== 'one_by_one') await requireSameRows(session, table, period)
  }
  await tidy(session)
  return { ...turns, again: await sample(session, () => generate(session, period)) }
}

function compare(samples: Round<Contender>[], classes: number): Row[] {
  const of = (name: Contender) => samples.map((round) => round[name].milliseconds)
  const each = (values: number[], count: number) => values.map((value) => value / count)
  return [
    row({
      name: 'fill 26 weeks into a live table, all-in / A2',
      target: atMost(0.9),
      of: of('ours'),
      to: of('a2'),
    }),
    row({
      name: 'fill 26 weeks / a plain insert into a table keyed as classes',
      target: null,
      of: of('ours'),
      to: of('ownKeys'),
    }),
    row({
      name: 're-run of 26 weeks with nothing to do / fill',
      target: atMost(0.12),
      of: of('again'),
      to: of('ours'),
    }),
    row({
      name: 'one INSERT per class from the application / ours, per class',
      target: atLeast(120),
      of: each(of('oneByOne'), classesOneByOne),
      to: each(of('ours'), classes),
    }),
    row({
      name: 'plpgsql row loop / ours',
      target: atLeast(5),
      of: of('rowLoop'),
      to: of('ours'),
    }),
    row({
      name: 'rrule-temporal + unnest / ours',
      target: atLeast(4.5),
      of: of('rules'),
      to: of('ours'),
    }),
  ]
}

async function classesInHalfYear(session: Session): Promise<number> {
  const { rows } = await session.query<{ count: number }>('select count(*) from bench.due')
  return rows[0]?.count ?? Number.NaN
}
