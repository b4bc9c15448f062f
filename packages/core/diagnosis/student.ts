import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { OperatorError } from '../operator-error.ts'
import { type Branch, type Diagnosis, walk } from './walk.ts'

type Facts = {
  today: string
  horizon: string
  startDate: string | null
  endDate: string | null
  pausedFrom: string | null
  pausedUntil: string | null
  archived: boolean
  errors: { code: string; path: string; hint: string }[]
  triggersOff: string[]
  newestLog: {
    id: number
    operation: string
    status: string
    time: string
    sqlstate: string | null
  } | null
  due: number
  missing: string[]
}

const sql = readFileSync(new URL('./student.sql', import.meta.url), 'utf8')

/**
 * Walks the document's tree "classes not generated for a student" to a cause.
 * @throws OperatorError for an unknown student.
 */
export async function diagnoseStudent(
  database: Database,
  options: { student: number; now: string; lookBackDays: number },
): Promise<Diagnosis> {
  const { student, now, lookBackDays } = options
  const { rows } = await database.query<Facts>(sql, [student, now, lookBackDays])
  const facts = rows[0]
  if (!facts) throw new OperatorError(`There is no student ${student}: check the id.`)
  return walk(branches(facts, student))
}

function branches(facts: Facts, student: number): Branch[] {
  const generate = `rollcall generate missing --student ${student}`
  return [
    {
      question: 'Is the student taught now?',
      ...taught(facts),
      fix: 'Nothing, if that is meant; otherwise correct the dates in the row of the student, and the trigger generates.',
    },
    {
      question: 'Is there a start date?',
      answer: facts.startDate ?? 'no',
      well: facts.startDate !== null,
      cause: 'start_date is missing, so no class is due.',
      fix: 'Set start_date in the row of the student; the trigger then generates.',
    },
    {
      question: 'Can the schedule be read?',
      answer:
        facts.errors.length === 0
          ? 'yes'
          : facts.errors.map(({ code, path }) => `${code} at ${path || '/'}`).join(', '),
      well: facts.errors.length === 0,
      cause: "fixed_schedule is missing or can't be read.",
      fix: `${facts.errors[0]?.hint ?? ''} Correct fixed_schedule in the row of the student; the trigger then generates.`.trim(),
      command: 'rollcall preview --schedule @schedule.json --from … --to …',
    },
    {
      question: 'Do the triggers on students fire?',
      answer:
        facts.triggersOff.length === 0
          ? 'yes'
          : `${facts.triggersOff.join(', ')} missing or disabled`,
      well: facts.triggersOff.length === 0,
      cause:
        'A trigger on students is missing or disabled, so that writing a student generates nothing.',
      fix: 'Put the triggers back, then generate what is missing.',
      command: `rollcall migrate && ${generate}`,
    },
    {
      question: 'Is every class there that is due?',
      answer: `${facts.due - facts.missing.length} of ${facts.due} due until ${facts.horizon}`,
      well: facts.missing.length === 0,
      cause: `${facts.missing.length} of ${facts.due} classes are missing, from ${facts.missing[0]} to ${facts.missing.at(-1)}${lastOutcome(facts)}.`,
      fix: 'Generate what is missing.',
      command: generate,
    },
    {
      question: 'How did the newest generation end?',
      answer: facts.newestLog
        ? `${facts.newestLog.status} (${facts.newestLog.operation})`
        : 'none is logged',
      well: facts.newestLog?.status !== 'failed',
      cause: `The newest generation failed${lastOutcome(facts)}, though every class is there.`,
      fix: 'Generate again, so that the newest outcome is a success.',
      command: generate,
    },
  ]
}

function taught(facts: Facts): { answer: string; well: boolean; cause: string } {
  const { startDate, endDate, pausedFrom, pausedUntil, archived, today, horizon } = facts
  const paused = pausedFrom !== null && pausedFrom <= today && (pausedUntil ?? horizon) >= horizon
  const answer = archived
    ? 'archived'
    : endDate !== null && endDate < today
      ? `ended on ${endDate}`
      : startDate !== null && startDate > horizon
        ? `starts on ${startDate}`
        : paused
          ? `paused since ${pausedFrom}`
          : 'yes'
  return { answer, well: answer === 'yes', cause: `No class is due: ${answer}.` }
}

function lastOutcome({ newestLog }: Facts): string {
  if (!newestLog) return '; no generation is logged'
  const state = newestLog.sqlstate ? `, SQLSTATE ${newestLog.sqlstate}` : ''
  return `; the newest generation ended ${newestLog.status} (log row ${newestLog.id}${state})`
}
