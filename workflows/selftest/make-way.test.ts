import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { makingWay } from './make-way.ts'

const database = scratchDatabase()

test("what the school has of a fault's names steps aside, and is kept", async () => {
  const { session } = database
  await session.query(
    `create table public.visits (id integer primary key, of_school text);
     create function public.touch() returns integer language sql as 'select 1';
     create function public.touch(integer) returns integer language sql as 'select 2'`,
  )
  await makingWay(session, () =>
    session.query(
      `create table public.visits (id integer primary key);
       create function public.touch() returns integer language sql as 'select 3'`,
    ),
  )
  const { rows } = await session.query(
    `select public.touch() as of_fault,
            (select count(*) from information_schema.columns where column_name = 'of_school') as kept`,
  )
  expect(rows).toEqual([{ of_fault: 3, kept: 1 }])
})

test('what fails for another reason fails once, as it is', async () => {
  let times = 0
  const work = () => {
    times += 1
    return database.session.query('drop table public.nothing')
  }
  await expect(makingWay(database.session, work)).rejects.toMatchObject({ code: '42P01' })
  expect(times).toBe(1)
})
