import { readFileSync } from 'node:fs'
import { connect, createScratch, type Session, withSession } from '@rollcall/database'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import { testNow } from './scratch-database.ts'

export type LiveSchool = {
  /** The rows of each table as they were before Rollcall. */
  rows: Rows
  /** A copy of the school, as its owner; whoever asks drops it. */
  copy(): ReturnType<typeof createScratch>
  /** A copy that goes with the test, and a session in it under the tests' clock. */
  adopt(): Promise<{ url: string; session: Session }>
  /** The columns that were there before Rollcall, row by row, where each row lies. */
  rowsOf(session: Session): Promise<Rows>
  /** Expects a copy's rows and everything that the application made to be as they were. */
  expectUntouched(session: Session): Promise<void>
}

/** A live school before Rollcall for the tests of one file: settled, doubled, broken and open. */
export function liveSchool(): LiveSchool {
  const live = {} as LiveSchool
  let drop = async () => undefined as unknown
  beforeAll(async () => {
    const original = await createScratch(inject('server'))
    drop = original.drop
    const loaded = await withSession(original.url, {}, loadLiveSchool)
    Object.assign(live, loaded)
    live.copy = () => createScratch(inject('server'), new URL(original.url).pathname.slice(1))
  })
  afterAll(() => drop())
  live.adopt = async () => {
    const { url, drop } = await live.copy()
    onTestFinished(async () => {
      await drop()
    })
    const session = await connect(url, { now: testNow })
    onTestFinished(() => session.end())
    return { url, session }
  }
  return live
}

/**
 * Loads a live database as an application has it before Rollcall, its tables, rows and triggers, and
 * remembers how it is.
 */
export async function loadLiveSchool(
  session: Session,
): Promise<Pick<LiveSchool, 'rows' | 'rowsOf' | 'expectUntouched'>> {
  await session.query(readFileSync(new URL('live-school.sql', import.meta.url), 'utf8'))
  const columns = await columnsOf(session)
  const rows = await rowsOf(session, columns)
  const objects = await applicationObjects(session)
  return {
    rows,
    rowsOf: (later) => rowsOf(later, columns),
    async expectUntouched(later) {
      expect(await rowsOf(later, columns)).toEqual(rows)
      expect(await applicationObjects(later)).toEqual(objects)
    },
  }
}

/** Every row of every table of the schema public: where it lies, and what stands in these columns. */
async function rowsOf(session: Session, columns: Columns): Promise<Rows> {
  const all: Rows = {}
  for (const [table, names] of Object.entries(columns)) {
    const { rows } = await session.query<{ place: string; row: string }>(
      `select ctid::text as place, row(${names.map((name) => `"${name}"`).join(', ')})::text as row
       from public."${table}" order by ctid`,
    )
    all[table] = rows
  }
  return all
}

type Columns = Record<string, string[]>
type Rows = Record<string, { place: string; row: string }[]>

/** The tables of the schema public with their columns. */
async function columnsOf(session: Session): Promise<Columns> {
  const { rows } = await session.query<{ table: string; columns: string[] }>(
    `select table_name::text as table, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns where table_schema = 'public' group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ table, columns }) => [table, columns]))
}

/** What an application has made beside its rows, one line each, without what bears Rollcall's name. */
async function applicationObjects(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ line: string }>(
    readFileSync(new URL('application-objects.sql', import.meta.url), 'utf8'),
  )
  return rows.map(({ line }) => line)
}
