import { readFileSync } from 'node:fs'
import type { Context } from '@rollcall/core'

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

type Asked = { from: string; graceHours: number; functions: string[]; onItsWayMinutes: number }

const query = readFileSync(new URL('work-due.sql', import.meta.url), 'utf8')

/** Undefined where the database can't be asked, or not all of it is seen: then nobody knows what was due. */
export async function workDue(
  { database, now }: Pick<Context, 'database' | 'now'>,
  { from, graceHours, functions, onItsWayMinutes }: Asked,
): Promise<Work | undefined> {
  try {
    const { rows } = await database.query<Row>(query, [
      now,
      from,
      graceHours,
      functions,
      onItsWayMinutes,
    ])
    return rows[0] && told(rows[0])
  } catch {
    return undefined
  }
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
