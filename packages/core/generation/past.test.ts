import { connect } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

/** Writes a student's row as an application does at an instant. */
async function writeAt(now: string, student: number, change: string) {
  const session = await connect(database.url, { now })
  await session.query(`update public.students set ${change} where id = $1`, [student])
  await session.end()
}

const missing = async () =>
  (
    await database.session.query(
      "select origin_date from rollcall.missing_classes('2026-03-01', '2026-03-22', $1) order by 1",
      [testNow],
    )
  ).rows.map(({ origin_date }) => origin_date)

test.each([
  ['paused', "paused_from = '2026-03-04'", 'paused_from = null'],
  ['ended', "end_date = '2026-03-03'", 'end_date = null'],
  ['archived', "archived_at = '2026-03-04T00:00:00Z'", 'archived_at = null'],
])(
  'a student who was %s and comes back is not billed for the time between',
  async (_how, leave, resume) => {
    const student = await enrol(database)
    await writeAt('2026-03-03T12:00:00Z', student, leave)
    await database.session.query("delete from public.classes where date > '2026-03-03'")
    await writeAt(testNow, student, resume)
    expect(await missing()).toEqual([])
    const { rows } = await database.session.query('select date from public.classes order by date')
    expect(rows.map(({ date }) => date)).toEqual([
      '2026-03-02',
      '2026-03-12',
      '2026-03-16',
      '2026-03-19',
    ])
  },
)

test('a pause that ends before it begins is no pause, and blinds nobody', async () => {
  const student = await enrol(database)
  await writeAt(testNow, student, "paused_from = '2026-03-20', paused_until = '2026-03-10'")
  expect(await missing()).toEqual([])
})

test.each(['null', "'null'", "'[]'", "'{}'"])(
  'a schedule that is taken away (%s) takes the coming classes that nobody touched, and nothing else',
  async (schedule) => {
    const student = await enrol(database)
    await database.session.query(
      "update public.classes set status = 'completed' where date = '2026-03-12'",
    )
    await writeAt(testNow, student, `fixed_schedule = ${schedule}`)
    const { rows } = await database.session.query('select date from public.classes order by date')
    expect(rows.map(({ date }) => date)).toEqual([
      '2026-03-02',
      '2026-03-05',
      '2026-03-09',
      '2026-03-12',
    ])
  },
)

test('a schedule that can not be read takes nothing', async () => {
  const student = await enrol(database)
  await writeAt(testNow, student, `fixed_schedule = '[{"day": "someday"}]'`)
  expect((await database.session.query('select from public.classes')).rows).toHaveLength(6)
})
