import { connect } from '@rollcall/database'
import { emptySchool, enrol, loseClasses, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { diagnoseDuplicates } from './duplicates.ts'
import { diagnoseStudents } from './students.ts'
import { diagnoseWeekly } from './weekly.ts'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))
const query = (sql: string) => database.session.query(sql)

describe('weekly', () => {
  const diagnose = () => diagnoseWeekly(database.session, { now: testNow, graceHours: 2 })
  const run = () => query("select rollcall.generate_weekly('2026-03-09T06:30:00Z')")

  test('finds nothing wrong when the run took place and everything is there', async () => {
    await enrol(database)
    await run()
    expect(await diagnose()).toEqual({
      steps: [
        {
          question: 'Did the run that was due on 2026-03-09T06:00Z take place?',
          answer: 'the newest is of 2026-03-09T06:30Z',
          well: true,
        },
        expect.objectContaining({ answer: 'success', well: true }),
        expect.objectContaining({ answer: 'yes', well: true }),
      ],
    })
  })

  test('the run of the week still counts when the school has moved to another zone', async () => {
    await query("update rollcall.school set timezone = 'Pacific/Auckland'")
    await enrol(database)
    await query("select rollcall.weekly_tick(rollcall.last_weekly_run_due('2026-03-11T11:00:00Z'))")
    await query("update rollcall.school set timezone = 'Europe/Madrid'")
    expect((await diagnose()).steps[0]).toMatchObject({ well: true })
  })

  test('names what starts the run when it did not take place', async () => {
    await enrol(database)
    const cause = async () => (await diagnose()).cause
    expect(await cause()).toContain('This server has no pg_cron')
    await query(
      `create schema cron;
       create table cron.job (jobid bigint, schedule text, command text, database text, active boolean, jobname name);
       create table cron.job_run_details (jobid bigint, runid bigint, status text, start_time timestamptz)`,
    )
    await query(
      "insert into cron.job values (1, '7 * * * *', 'select rollcall.weekly_tick()', current_database(), true, 'tick')",
    )
    expect(await cause()).toBe('The job of pg_cron is there and on, and has never started.')
    await query(
      "insert into cron.job_run_details values (1, 1, 'succeeded', '2026-03-09T05:07:00Z')",
    )
    expect(await cause()).toContain('last started on 2026-03-09T05:07Z (schedule 7 * * * *)')
    await query("update cron.job_run_details set status = 'failed'")
    expect(await cause()).toContain('failed; it last started on 2026-03-09T05:07Z')
    await query('update cron.job_run_details set start_time = null')
    expect(await cause()).toContain('has never started, for it failed before')
    await query('update cron.job set active = false')
    expect(await diagnose()).toMatchObject({
      cause: 'The job of pg_cron that calls rollcall.weekly_tick or weekly_call is switched off.',
      command: 'rollcall generate weekly',
    })
    await query('drop schema cron cascade')
  })

  test('tells a run that failed for some from one after which classes were lost', async () => {
    const student = await enrol(database)
    await run()
    await loseClasses(database, "date = '2026-03-16'")
    expect(await diagnose()).toMatchObject({
      cause: expect.stringContaining(
        '1 classes of 1 students are missing though the run took place',
      ),
    })
    await query(
      `insert into public.class_generation_logs (student_id, operation, status, trigger_time)
       values (${student}, 'scheduled', 'failed', '2026-03-09T08:00:00Z')`,
    )
    expect(await diagnose()).toMatchObject({
      cause: expect.stringContaining('it failed for 1 student'),
      command: 'rollcall check failed-generations',
    })
  })
})

describe('duplicates', () => {
  const diagnose = () => diagnoseDuplicates(database.session, testNow)
  const index = `create unique index classes_occurrence_key on public.classes (
    (coalesce(origin_date, date)), student_id, (coalesce(origin_start_time, start_time)))`

  test('walks from the doubled classes to the index, the triggers and the log', async () => {
    await enrol(database)
    expect(await diagnose()).toMatchObject({ steps: [{}, {}, {}, { answer: 'no', well: true }] })
    await query('drop index public.classes_occurrence_key')
    await query(
      `insert into public.classes (student_id, date, start_time, duration_minutes)
       select student_id, date, start_time, 60 from public.classes where date = '2026-03-16'`,
    )
    expect(await diagnose()).toMatchObject({
      cause:
        '1 classes of 1 student are there beside another for the same origin, and nothing forbids more: the unique index classes_occurrence_key is missing.',
      command: 'rollcall remedy remove-duplicate-classes',
    })
    await query('select public.remove_duplicate_classes()')
    expect(await diagnose()).toMatchObject({ command: 'rollcall migrate' })
    await query(index)
    await query('alter table public.classes disable trigger rollcall_keep_identity_on_update')
    expect(await diagnose()).toMatchObject({ cause: expect.stringContaining('loses its origin') })
    await query('alter table public.classes enable trigger rollcall_keep_identity_on_update')
    await query(
      `insert into public.class_generation_logs (operation, status, trigger_time, error_details)
       values ('update', 'failed', '2026-03-10T08:00:00Z', '{"sqlstate": "23505"}')`,
    )
    expect(await diagnose()).toMatchObject({
      cause: expect.stringContaining('failed once on a unique key'),
    })
  })
})

describe('all students at once', () => {
  test('sorts each into the first cause, names the first hundred and counts the rest', async () => {
    const well = await enrol(database)
    const gap = await enrol(database)
    const noStart = await enrol(database, { start_date: null })
    const broken = await enrol(database, { fixed_schedule: [{ day: 'someday' }] })
    const failed = await enrol(database)
    await enrol(database, { archived_at: '2026-03-01T00:00:00Z', start_date: null })
    await enrol(database, { end_date: '2026-03-10', fixed_schedule: [{ day: 'someday' }] })
    await loseClasses(database, `student_id = ${gap} and date >= '2026-03-16'`)
    await query(
      `insert into public.class_generation_logs (student_id, operation, status, trigger_time)
       values (${failed}, 'manual', 'failed', '${testNow}')`,
    )
    const options = { now: testNow, lookBackDays: 92 }
    const looker = await connect(database.as('looker'), { now: testNow })
    const diagnosis = await diagnoseStudents(looker, options)
    await looker.end()
    expect(diagnosis.examined).toBe(5)
    expect(diagnosis.causes.map(({ students, ids }) => [students, ids])).toEqual([
      [1, [noStart]],
      [1, [broken]],
      [1, [gap]],
      [1, [failed]],
    ])
    expect(diagnosis.causes[2]?.cause).toBe('2 classes that are due are missing.')
    expect(JSON.stringify(diagnosis)).not.toContain(`[${well}]`)
    for (let student = 0; student < 101; student++) await enrol(database, { start_date: null })
    const many = await diagnoseStudents(database.session, options)
    expect(many.causes[0]).toMatchObject({ students: 102 })
    expect(many.causes[0]?.ids).toHaveLength(100)
  })
})
