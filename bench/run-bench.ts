import { type Session, withSession } from '@rollcall/database'
import { machineFacts } from './machine.ts'
import type { Row } from './row.ts'
import { dailyRows } from './rows/daily.ts'
import { fillRows } from './rows/fill.ts'
import { freshRows } from './rows/fresh.ts'
import { largeRows, largeSizes } from './rows/large.ts'
import { missingRows } from './rows/missing.ts'
import { weekRows } from './rows/week.ts'
import { writeRows } from './rows/writes.ts'
import { generate, now, weeks, weeksInHalfYear, withBenchSchool } from './school.ts'
import { startBenchServer } from './server.ts'
import { makeTables } from './tables.ts'

type Options = {
  large: boolean
  /** Of everything but single weeks, of which there are twice as many and one. */
  rounds: number
  students: number
  /** When, ISO 8601 in UTC. */
  date: string
  say: (what: string) => void
}

/** Measures every row on a server of its own, and answers with the rows and what they depend on. */
export async function runBench(options: Options) {
  const { large, rounds, students, date, say } = options
  const server = await startBenchServer()
  try {
    const machine = await withSession(server.url(), {}, machineFacts)
    const rows = [
      ...(await withBenchSchool(server, 'fills', students, (session) => fills(session, options))),
      ...(await withBenchSchool(server, 'live', students, (session) =>
        liveSchool(session, server.url('live'), options),
      )),
    ]
    if (large) {
      say('20 million classes')
      rows.push(...(await largeRows(server, rounds)))
    }
    const sizes = {
      students,
      weeks: weeksInHalfYear,
      classes: students * weeksInHalfYear,
      ...(large ? { large: largeSizes } : {}),
    }
    return { date, machine, sizes, rows }
  } finally {
    await server.stop()
  }
}

async function fills(session: Session, { rounds, say }: Options): Promise<Row[]> {
  await makeTables(session)
  say('a fresh period')
  const fresh = await freshRows(session, rounds)
  say('half-years into a live table')
  const half = await fillRows(session, rounds)
  say('weeks into a live table')
  const week = await weekRows(session, 2 * rounds + 1, (rounds + 1) * weeksInHalfYear)
  return [...half, ...fresh, ...week]
}

/** A school as it is on any day: half a year of classes, up to the end of next week. */
async function liveSchool(session: Session, url: string, options: Options): Promise<Row[]> {
  const { rounds, students, say } = options
  await generate(session, weeks(0, weeksInHalfYear + 1))
  await session.query('vacuum analyze')
  say('missing classes')
  const missing = await missingRows(session, rounds, students)
  say('the daily checklist')
  const daily = await dailyRows(session, rounds, {
    name: 'the daily checklist / one count(*)',
    target: null,
    url,
    now,
  })
  say('single students')
  return [...(await writeRows(session, rounds, url)), ...missing, ...daily]
}
