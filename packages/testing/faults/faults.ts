import { readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'

/** A defect that real life brings, planted on purpose; the SQL that plants it is in the file of its name. */
export type Fault = {
  name: string
  /** The check that must see it. */
  seenBy: string
  /** What happened, in a sentence that the owner of a school understands. */
  story: string
}

/** Every named fault. */
export const faults: Fault[] = [
  {
    name: 'missing-classes',
    seenBy: 'missing-classes',
    story: "somebody's clean-up script deleted the coming classes of one student",
  },
  {
    name: 'doubled-classes',
    seenBy: 'duplicate-classes',
    story: 'an import without the unique index booked several classes of another student twice',
  },
  {
    name: 'broken-schedule',
    seenBy: 'student-data',
    story: 'a form saved a schedule with a weekday and a time that do not exist',
  },
  {
    name: 'failed-generation',
    seenBy: 'failed-generations',
    story: 'the database was out of memory just when the classes of a student were generated',
  },
  {
    name: 'week-not-run',
    seenBy: 'weekly-generation-ran',
    story: "last Monday's weekly run never happened, and nobody noticed",
  },
  {
    name: 'old-logs',
    seenBy: 'old-logs',
    story: 'nobody has cleaned the generation logs for three months',
  },
  {
    name: 'orphaned-class',
    seenBy: 'orphaned-classes',
    story:
      'a family had paid a class ahead when the schedule was changed, and the class stayed behind',
  },
  {
    name: 'late-closure',
    seenBy: 'orphaned-classes',
    story: 'the school closes next week after all, and the classes of that week are still there',
  },
  {
    name: 'checklist-not-run',
    seenBy: 'checklists-ran',
    story: "the daily checklist's schedule was switched off three days ago",
  },
  {
    name: 'table-without-row-level-security',
    seenBy: 'row-level-security',
    story: 'a new table for payment notes went live, readable by anybody on the internet',
  },
]

/** What goes wrong in the demonstration, in this order: a person follows seven things, not forty. */
export const toldFaults: Fault[] = [
  'missing-classes',
  'doubled-classes',
  'broken-schedule',
  'failed-generation',
  'week-not-run',
  'old-logs',
  'table-without-row-level-security',
].flatMap((name) => faults.filter((fault) => fault.name === name))

/** Plants a fault. Needs the owner's rights and a school with students and classes. */
export async function plant(session: Session, { name }: Fault) {
  await session.query(readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8'))
}
