import { readFileSync } from 'node:fs'
import { type Context, obstacleToSeeing } from '@rollcall/core'
import { cannotTell } from './cannot-tell.ts'

/** What the database says that edge functions were due to do in a window. */
export type Work = {
  /** When the weekly run was due, if its grace ended in the window. */
  weeklyDueAt: string | null
  /** The run of that week has been made, by whatever path. */
  weeklyMade: boolean
  /** The weekly run is made in the database, by pg_cron. */
  madeByCron: boolean
  /** Writes to students are sent on to one of the functions. */
  hasWebhook: boolean
  studentsWritten: number
  classesMade: number
}

/** Nobody knows what was due, and why. */
export type Untold = { untold: { reason: string; hint: string } }

type Asked = { from: string; graceHours: number; functions: string[]; onItsWayMinutes: number }

const query = readFileSync(new URL('work-due.sql', import.meta.url), 'utf8')

/** Rows of these that the role does not see would look like work that was not due. */
const tables = ['public.class_generation_logs', 'rollcall.generation_runs', 'rollcall.school']

/**
 * What was due, or why the database can't tell: the role that looks may not see all of it.
 * @throws what else a query may, such as a time-out.
 */
export async function workDue(
  { database, now }: Pick<Context, 'database' | 'now'>,
  { from, graceHours, functions, onItsWayMinutes }: Asked,
): Promise<Work | Untold> {
  try {
    const obstacle = await obstacleToSeeing(database, tables)
    if (obstacle) return { untold: obstacle }
    const values = [now, from, graceHours, functions, onItsWayMinutes]
    const { rows } = await database.query<Row>(query, values)
    return rows[0] ? told(rows[0]) : { untold: noSchool }
  } catch (error) {
    if (cannotTell(error)) return { untold: notAsked }
    throw error
  }
}

const noSchool = {
  reason: 'The database holds no school',
  hint: 'Run `rollcall migrate` to put the schema in place.',
}

const notAsked = {
  reason: 'Whether work was due could not be asked of the database',
  hint: 'Set DATABASE_URL to the database of the project, or mend the connection, and run the check again.',
}

type Row = {
  weekly_due_at: string | null
  weekly_made: boolean
  made_by_cron: boolean
  has_webhook: boolean
  students_written: number
  classes_made: number
}

function told(row: Row): Work {
  return {
    weeklyDueAt: row.weekly_due_at,
    weeklyMade: row.weekly_made,
    madeByCron: row.made_by_cron,
    hasWebhook: row.has_webhook,
    studentsWritten: row.students_written,
    classesMade: row.classes_made,
  }
}
