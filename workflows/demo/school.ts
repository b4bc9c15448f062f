import { loadSampleSchool, migrate, type Session } from '@rollcall/database'
import { count, style } from '../terminal/print.ts'
import { enrol } from './enrolment.ts'
import { classesByApi, type Project } from './project.ts'
import type { Say } from './say.ts'

/** Brings the database to today's schema, fills it with a school, and has a student enrol. */
export async function openSchool(session: Session, now: string, say: Say) {
  const { rows } = await session.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  sayDone(
    `Postgres ${rows[0]?.version.split(' ')[0]} is up, on this machine only, for the length of this story`,
    say,
  )
  const { applied, deployed } = await migrate(session)
  sayDone(
    `brought to today's schema: ${count(applied.length, 'migration')}, ${count(deployed.length, 'function, trigger, policy or grant', 'functions, triggers, policies and grants')}`,
    say,
  )
  const school = await loadSampleSchool(session, now)
  sayDone(
    `the school: ${count(school.students, 'student')} in two time zones, ${count(school.classes, 'class', 'classes')} over half a year`,
    say,
  )
  await enrol(session, say)
  return school
}

/** Says that the platform is emulated, and shows by its API whose database it has. */
export async function introduce(project: Project, say: Say) {
  const classes = await classesByApi(project)
  sayDone(
    `Supabase is ${style('yellow', 'emulated')}, on this machine only: a project around this database, which by its API holds ${count(classes, 'class', 'classes')}`,
    say,
  )
}

function sayDone(line: string, say: Say) {
  say(`  ${style('green', '✔')} ${line}`)
}
