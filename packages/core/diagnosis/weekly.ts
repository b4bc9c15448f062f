import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { type Branch, type Diagnosis, walk } from './walk.ts'

type Facts = {
  dueAt: string
  logId: number | null
  status: string | null
  ranAt: string | null
  ran: boolean
  cronAvailable: boolean
  jobActive: boolean | null
  jobSchedule: string | null
  jobStartedAt: string | null
  jobStatus: string | null
  failures: number
  missing: number
  missingStudents: number
  horizon: string
}

const sql = readFileSync(new URL('./weekly.sql', import.meta.url), 'utf8')

/** Walks the document's tree "weekly generation not running" to a cause. */
export async function diagnoseWeekly(
  database: Database,
  options: { now: string; graceHours: number },
): Promise<Diagnosis> {
  const { rows } = await database.query<Facts>(sql, [options.now, options.graceHours])
  return walk(branches(rows[0] as Facts))
}

function branches(facts: Facts): Branch[] {
  const { dueAt, ranAt, ran, status, logId, failures, missing, missingStudents, horizon } = facts
  return [
    {
      question: `Did the run that was due on ${minute(dueAt)} take place?`,
      answer: ranAt === null ? 'no run is logged' : `the newest is of ${minute(ranAt)}`,
      well: ran,
      ...whyNot(facts),
    },
    {
      question: 'Did it go well for every student?',
      answer: `${status}${failures > 0 ? `, ${failures} failed` : ''}`,
      well: status === 'success' && failures === 0,
      cause: `The run ended ${status} (log row ${logId}): it failed for ${failures === 1 ? '1 student' : `${failures} students`}.`,
      fix: 'See what failed and why, mend it, and generate again.',
      command: 'rollcall check failed-generations',
    },
    {
      question: `Is every class there that is due until ${horizon}?`,
      answer: missing === 0 ? 'yes' : `${missing} of ${missingStudents} students are missing`,
      well: missing === 0,
      cause: `${missing} classes of ${missingStudents} students are missing though the run took place: they were lost, or fell due since.`,
      fix: 'Generate them, then see who deletes classes.',
      command: 'rollcall generate weekly',
    },
  ]
}

const schedule =
  "select cron.schedule('rollcall-weekly-tick', '7 * * * *', 'select rollcall.weekly_tick()')"

/** Why the run did not take place, from what the database knows of its schedule. */
function whyNot(facts: Facts): Pick<Branch, 'cause' | 'fix' | 'command'> {
  const { jobActive, jobStartedAt, jobStatus, jobSchedule, cronAvailable } = facts
  const late = { command: 'rollcall generate weekly' }
  if (jobActive === null) {
    return {
      ...late,
      cause: cronAvailable
        ? 'No job of pg_cron calls rollcall.weekly_tick or weekly_call, so nothing starts the run.'
        : 'This server has no pg_cron, so the run has to be started from outside, and was not.',
      fix: cronAvailable
        ? `Schedule it, \`${schedule}\`, and run it now, late.`
        : 'See whether what starts `rollcall generate weekly` still does, and run it now, late.',
    }
  }
  if (!jobActive) {
    return {
      ...late,
      cause: 'The job of pg_cron that calls rollcall.weekly_tick or weekly_call is switched off.',
      fix: "Switch it on, `select cron.alter_job(jobid, active := true) from cron.job where command ~ 'weekly_(tick|call)'`, and run it now, late.",
    }
  }
  if (jobStatus === 'failed') {
    return {
      ...late,
      cause:
        jobStartedAt === null
          ? 'The job of pg_cron has never started, for it failed before.'
          : `The newest run of the job of pg_cron failed; it last started on ${minute(jobStartedAt)}.`,
      fix: 'Read why in cron.job_run_details (return_message), mend it, and run it now, late.',
    }
  }
  return {
    ...late,
    cause:
      jobStartedAt === null
        ? 'The job of pg_cron is there and on, and has never started.'
        : `The job of pg_cron last started on ${minute(jobStartedAt)} (schedule ${jobSchedule}), and no run is logged.`,
    fix: 'See whether the scheduler of pg_cron is alive (a restart of the database revives it) and the schedule is hourly, and run it now, late.',
  }
}

const minute = (instant: string) => `${new Date(instant).toISOString().slice(0, 16)}Z`
