import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { startJob } from './start-job.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

const run = (environment: Record<string, string>, login: 'looker' | 'fixer' = 'fixer') =>
  startJob('generate', {
    DATABASE_URL: database.as(login),
    ROLLCALL_NOW: testNow,
    WHAT: 'weekly',
    ...environment,
  })

const classesOf = async (student: number) => {
  const { rows } = await database.session.query<{ count: number }>(
    'select count(*) from public.classes where student_id = $1',
    [student],
  )
  return rows[0]?.count
}

test('says with the role that only looks what it would create, and creates nothing', async () => {
  const student = await enrol(database)
  await database.session.query('delete from public.classes')
  const { code, log, summary } = await run({}, 'looker')
  expect(code, log).toBe(0)
  expect(summary).toMatch(/## Classes, as a preview[\s\S]* would be created/)
  expect(summary).toContain(`| ${student} | 3 classes |`)
  expect(await classesOf(student)).toBe(0)
})

test('generates for all to the end of next week', async () => {
  const students = [await enrol(database), await enrol(database)]
  await database.session.query('delete from public.classes')
  const { code, log } = await run({ APPLY: 'true' })
  expect(code, log).toBe(0)
  expect(await Promise.all(students.map(classesOf))).toEqual([3, 3])
})

test('fills the older gaps of one student, and of nobody else', async () => {
  const [student, other] = [await enrol(database), await enrol(database)]
  await database.session.query('delete from public.classes')
  const { code, log } = await run({ WHAT: 'missing', STUDENT: String(student), APPLY: 'true' })
  expect(code, log).toBe(0)
  expect(await classesOf(student)).toBe(6)
  expect(await classesOf(other)).toBe(0)
})

test('fills the older gaps of the whole school by the remedy only, which is bounded', async () => {
  const { code, log } = await run({ WHAT: 'missing', APPLY: 'true' })
  expect(code).toBe(2)
  expect(log).toMatch(/^::error::.*run the remedy create-missing-classes/m)
})

test('is green and says what is missing where there is no secret', async () => {
  const { code, log } = await run({ DATABASE_URL: '' })
  expect(code).toBe(0)
  expect(log).toMatch(/^::notice title=Skipped::.*DATABASE_URL/m)
})

test('names the mistake in what it is asked to do', async () => {
  const nobody = await run({ STUDENT: '999999' })
  expect(nobody.log).toContain('There is no student 999999')
  const name = await run({ STUDENT: 'Vera' })
  expect(name.log).toContain('STUDENT is "Vera"')
  expect([nobody.code, name.code]).toEqual([2, 2])
})
