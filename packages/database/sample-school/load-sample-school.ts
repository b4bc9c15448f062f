import { readFileSync } from 'node:fs'
import { OperatorError } from '@rollcall/core'
import type { Session } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { closures } from './closures.ts'
import { courses } from './people.ts'
import { schoolZone } from './schedules.ts'
import { sampleStudents, weeksOpen } from './students.ts'

const sql = (name: string) => readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')

/** How much the sample school holds. */
export type SampleSchool = { students: number; classes: number; logs: number }

/**
 * Fills an empty, migrated database with a healthy invented school: half a year of history up to
 * `now`, the same for the same `now` whatever the server's clock says. Needs the owner's rights.
 * @throws OperatorError when there are students already.
 */
export async function loadSampleSchool(session: Session, now: string): Promise<SampleSchool> {
  const instant = Temporal.Instant.from(now)
  return inTransaction(session, async () => {
    await refuseUnlessEmpty(session)
    const courseIds = await open(session, instant)
    await enrol(session, instant, courseIds)
    await session.query(
      `select from rollcall.reconcile_classes(
         (select min(start_date) from public.students),
         rollcall.local_date(rollcall.last_weekly_run_due($1)) + 13,
         $1
       )`,
      [now],
    )
    await session.query(sql('settle'), [now])
    await session.query(sql('history'), [now])
    await session.query(sql('logs'), [now])
    return count(session)
  })
}

/** Nobody else enrols a student, or loads the school, until the transaction ends. */
async function refuseUnlessEmpty(session: Session) {
  await session.query('lock table public.students in share row exclusive mode')
  const { rows } = await session.query('select from public.students limit 1')
  if (rows.length > 0) {
    throw new OperatorError(
      'There are students in this database already, and the sample school only goes into an empty one: take a new database.',
    )
  }
}

async function open(session: Session, now: Temporal.Instant): Promise<number[]> {
  const today = now.toZonedDateTimeISO(schoolZone).toPlainDate()
  const opened = now.subtract({ hours: (weeksOpen + 2) * 7 * 24 }).toString()
  const { rows } = await session.query<{ id: number }>(sql('open'), [
    schoolZone,
    JSON.stringify(closures(today)),
    courses,
    opened,
  ])
  return rows.map(({ id }) => id)
}

/** The trigger rests meanwhile: all classes are generated in one go afterwards. */
async function enrol(session: Session, now: Temporal.Instant, courseIds: number[]) {
  const trigger = 'trigger rollcall_generate_on_insert'
  await session.query(`alter table public.students disable ${trigger}`)
  await session.query(sql('enrol'), [JSON.stringify(sampleStudents(now)), courseIds, schoolZone])
  await session.query(`alter table public.students enable ${trigger}`)
}

async function count(session: Session): Promise<SampleSchool> {
  const { rows } = await session.query<SampleSchool>(
    `select (select count(*) from public.students) as students,
            (select count(*) from public.classes) as classes,
            (select count(*) from public.class_generation_logs) as logs`,
  )
  return rows[0] as SampleSchool
}
