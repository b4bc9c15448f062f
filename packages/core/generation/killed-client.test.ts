import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Session } from '@rollcall/database'
import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const horizon = '2026-03-22'
const today = '2026-03-11'

async function ask<T = number>(session: Session, sql: string, ...values: unknown[]): Promise<T> {
  const { rows } = await session.query({ text: sql, values, rowMode: 'array' })
  return rows[0]?.[0] as T
}

/** A process of its own that runs one statement as an application does; it dies with all it has in memory. */
function client(statement: string) {
  const module = import.meta.resolve('@rollcall/database')
  const program = `
    import { connect } from ${JSON.stringify(module)}
    const session = await connect(process.env.DATABASE, { now: ${JSON.stringify(testNow)}, application: 'killed' })
    await session.query(process.env.STATEMENT)
    await session.end()`
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, DATABASE: database.url, STATEMENT: statement },
    stdio: 'ignore',
  })
}

const clientIs = (what: string) =>
  `select exists (select from pg_catalog.pg_stat_activity
     where datname = current_database() and application_name = 'killed' and ${what})`
async function until(sql: string, wanted: boolean) {
  while ((await ask<boolean>(database.session, sql)) !== wanted);
}

const missing = () =>
  ask(
    database.session,
    'select count(*) from rollcall.missing_classes($1, $2, $3)',
    today,
    horizon,
    testNow,
  )
const twice = () =>
  ask(
    database.session,
    `select count(*) - count(distinct (student_id, coalesce(origin_date, date), coalesce(origin_start_time, start_time)))
     from public.classes`,
  )

test.each([
  ['a weekly run', `select rollcall.generate_weekly('${testNow}')`],
  ['a correction', `select rollcall.generate_missing('${today}', '${horizon}', '${testNow}')`],
  ['an edit of every student', `update public.students set end_date = '2027-01-01'`],
  [
    'a transaction that is not over',
    `begin; update public.students set end_date = '2027-01-01';
     select rollcall.generate_missing('${today}', '${horizon}', '${testNow}')`,
  ],
])(
  '%s whose client is killed leaves all or nothing, and the next run heals',
  async (_what, statement) => {
    for (let n = 0; n < 5; n++) await enrol(database)
    await loseClasses(database, `date > '${today}'`)
    const lost = await missing()
    // Somebody is in the way, so that it is killed in the middle.
    const inTheWay = await connect(database.url, { now: testNow })
    await inTheWay.query('begin')
    await inTheWay.query(
      `insert into public.classes (student_id, date, start_time)
       select student_id, origin_date, origin_start_time
       from rollcall.missing_classes($1, $2, $3) order by origin_date desc, student_id desc limit 1`,
      [today, horizon, testNow],
    )
    const killed = client(statement)
    await until(clientIs("wait_event_type = 'Lock'"), true)
    killed.kill('SIGKILL')
    expect(await once(killed, 'close')).toEqual([null, 'SIGKILL'])
    await inTheWay.query('rollback')
    await inTheWay.end()
    // Postgres learns of it only when it has something to say; until then the run goes on.
    await until(clientIs('true'), false)

    expect([lost, 0]).toContain(await missing())
    expect(await twice()).toBe(0)
    await ask(
      database.session,
      'select rollcall.generate_missing($1, $2, $3)',
      today,
      horizon,
      testNow,
    )
    expect([await missing(), await twice()]).toEqual([0, 0])
  },
)
