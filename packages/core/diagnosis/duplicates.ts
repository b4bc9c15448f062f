import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { type Branch, type Diagnosis, walk } from './walk.ts'

type Facts = {
  doubled: number
  removable: number
  students: number
  index: 'valid' | 'invalid' | 'missing'
  triggersOff: string[]
  violations: number
}

const sql = readFileSync(new URL('./duplicates.sql', import.meta.url), 'utf8')

/** Walks the document's tree "duplicate classes" to a cause. */
export async function diagnoseDuplicates(database: Database, now: string): Promise<Diagnosis> {
  const { rows } = await database.query<Facts>(sql, [now])
  return walk(branches(rows[0] as Facts))
}

function branches({
  doubled,
  removable,
  students,
  index,
  triggersOff,
  violations,
}: Facts): Branch[] {
  const how =
    index === 'valid'
      ? ''
      : `, and nothing forbids more: the unique index classes_occurrence_key is ${index}`
  const judged = doubled - removable
  return [
    {
      question: 'Is any class there twice?',
      answer: doubled === 0 ? 'no' : `${doubled} too many, of ${students} students`,
      well: doubled === 0,
      cause: `${doubled} classes of ${students === 1 ? '1 student' : `${students} students`} are there beside another for the same origin${how}.`,
      fix: `Look at the preview and remove them${judged > 0 ? ` (${judged} are for a person to judge: they are paid or referred to)` : ''}; then \`rollcall migrate\` builds the index where it is missing.`,
      command: 'rollcall remedy remove-duplicate-classes',
    },
    {
      question: 'Does the unique index forbid them?',
      answer: index,
      well: index === 'valid',
      cause: `The unique index classes_occurrence_key is ${index}, so that nothing forbids a class from being there twice.`,
      fix: 'Build it.',
      command: 'rollcall migrate',
    },
    {
      question: 'Do the triggers keep the identity of a class?',
      answer: triggersOff.length === 0 ? 'yes' : `${triggersOff.join(', ')} missing or disabled`,
      well: triggersOff.length === 0,
      cause:
        'A trigger on classes is missing or disabled, so that a moved class loses its origin and is made again.',
      fix: 'Put the triggers back.',
      command: 'rollcall migrate',
    },
    {
      question: 'Has generation met a class that was there already in the last 7 days?',
      answer: violations === 0 ? 'no' : `${violations} times`,
      well: violations === 0,
      cause: `Generation failed ${violations === 1 ? 'once' : `${violations} times`} on a unique key in the last 7 days: the application has a key of its own that forbids a class which the schedule calls for.`,
      fix: 'See the failures, and drop the key or move the class that is in the way.',
      command: 'rollcall check failed-generations',
    },
  ]
}
