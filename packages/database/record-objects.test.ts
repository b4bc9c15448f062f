import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { onlineFiles } from './files.ts'
import { migrate } from './migrate.ts'

const database = scratchDatabase()
const query = async <Row>(sql: string) =>
  (await database.session.query<Row & Record<string, unknown>>(sql)).rows

const differences = async () =>
  (
    await query<{ name: string }>(
      "select part || ' ' || name as name from rollcall.schema_differences()",
    )
  ).map(({ name }) => name)
const recordedAt = () =>
  query<{ state: string }>(
    'select md5(string_agg(xmin::text, chr(10) order by part, name)) as state from rollcall.deployed_objects',
  )

test('a migration writes down what it left, and a second one leaves that as it is', async () => {
  expect(await differences()).toEqual([])
  const before = await recordedAt()
  await migrate(database.session)
  expect(await recordedAt()).toEqual(before)
})

test('every index that is built online is among what is kept', async () => {
  const kept = await query<{ name: string }>(
    "select name from rollcall.deployed_objects where part = 'index' and name like 'public.%' order by 1",
  )
  expect(kept.map(({ name }) => name)).toEqual(
    onlineFiles()
      .map(({ name }) => `public.${name}`)
      .sort(),
  )
})

test('what somebody broke since does not become what is wanted', async () => {
  await query('alter table rollcall.closures drop column reason')
  await query('drop index public.students_by_course')
  await migrate(database.session)
  expect(await differences()).toEqual(['column rollcall.closures.reason'])
  await query('alter table rollcall.closures add column reason text')
  expect(await differences()).toEqual([])
})

test('an index that could not be built at first is kept from when it stands', async () => {
  await query("delete from rollcall.deployed_objects where name = 'public.classes_occurrence_key'")
  expect(await differences()).toEqual(['index public.classes_occurrence_key'])
  await migrate(database.session)
  expect(await differences()).toEqual([])
})

test('another schema, or another Postgres, is written down anew', async () => {
  for (const name of ['files', 'postgres']) {
    await query(
      `update rollcall.deployed_objects set definition = 'older' where part = 'deployment' and name = '${name}'`,
    )
    await query("delete from rollcall.deployed_objects where part = 'policy'")
    await query('alter table rollcall.closures drop column reason')
    await migrate(database.session)
    // No migration took it away, so it is still wanted.
    expect(await differences()).toEqual(['column rollcall.closures.reason'])
    await query('alter table rollcall.closures add column reason text')
  }
})
