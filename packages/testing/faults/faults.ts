import { readFileSync } from 'node:fs'
import type { Config } from '@rollcall/core'
import type { Session } from '@rollcall/database'

/** A defect that real life brings, planted on purpose; the SQL that plants it is in the file of its name. */
export type Fault = {
  name: string
  /** The check that must see it. */
  seenBy: string
  /** Further checks that have to see it, because it is two defects in one. */
  alsoSeenBy?: string[]
  /** Settings under which it is a fault, where none is a default. */
  thresholds?: Partial<Config['thresholds']>
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
    // The unique index is gone, without which they could not have been doubled.
    alsoSeenBy: ['schema-intact'],
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
  {
    name: 'policies-without-row-level-security',
    seenBy: 'row-level-security',
    story: 'a table for meeting notes got its policies, but nobody switched row level security on',
  },
  {
    name: 'partition-without-row-level-security',
    seenBy: 'row-level-security',
    story: "this year's part of a table of visits was added without row level security",
  },
  {
    name: 'view-past-row-level-security',
    seenBy: 'exposed-privileges',
    story: "a list of birthdays shows every student's name to anybody on the internet",
  },
  {
    name: 'policy-for-everybody',
    seenBy: 'exposed-privileges',
    story: 'a policy lets whoever signs in change any student',
  },
  {
    name: 'function-for-everybody',
    seenBy: 'exposed-privileges',
    story: 'a function that cancels classes may be called by anybody on the internet',
  },
  {
    name: 'class-at-wrong-instant',
    seenBy: 'data-integrity',
    story:
      'an import took one zone for another, and a class was held at another instant than its row says',
  },
  {
    name: 'class-of-nobody',
    seenBy: 'data-integrity',
    story: 'after a restore of some tables three classes belong to a student who is not there',
  },
  {
    name: 'trigger-switched-off',
    seenBy: 'data-integrity',
    story: "an import switched a trigger of the application's off, and nobody switched it on again",
  },
  {
    name: 'counter-behind',
    seenBy: 'data-integrity',
    story: 'rows were restored without their counter, so that no student can be enrolled',
  },
  {
    name: 'constraint-not-validated',
    seenBy: 'data-integrity',
    story: 'a rule for the length of a class holds for new rows only, because nobody validated it',
  },
  {
    name: 'function-rewritten',
    seenBy: 'schema-intact',
    story: 'somebody rewrote a function of the generation by hand, in the SQL editor',
  },
  {
    name: 'trigger-of-ours-switched-off',
    seenBy: 'schema-intact',
    story: 'an import switched off what keeps moved classes apart from missing ones',
  },
  {
    name: 'own-table-open',
    seenBy: 'schema-intact',
    story: "a grant for everything opened Rollcall's own tables to anybody on the internet",
  },
  {
    name: 'right-of-operator-gone',
    seenBy: 'schema-intact',
    story: 'somebody tidied up the grants, and the role that generates may no longer write classes',
  },
  {
    name: 'index-dropped',
    seenBy: 'schema-intact',
    story: 'an index was dropped because it looked unused',
  },
  {
    name: 'one-connection-allowed',
    seenBy: 'connections',
    story: 'the database was restored with a limit of one connection, and the limit was forgotten',
  },
  {
    name: 'slower-statement',
    seenBy: 'query-performance',
    story:
      'an index was dropped, and since then the timetable of a student takes a hundred times as long',
  },
  {
    name: 'sequence-running-out',
    seenBy: 'table-maintenance',
    story: 'the numbers of receipts have come so far that their column will soon hold no more',
  },
  {
    name: 'narrow-key',
    seenBy: 'table-maintenance',
    story: 'a counter feeds a column that holds no number above 32767, and is almost there',
  },
  {
    name: 'autovacuum-switched-off',
    seenBy: 'table-maintenance',
    story: 'autovacuum was switched off for the classes during an import, and never on again',
  },
  {
    name: 'dead-rows',
    seenBy: 'table-maintenance',
    story: 'most rows of a table were deleted, and nobody frees their space',
  },
  {
    name: 'doubled-index',
    seenBy: 'index-health',
    story: 'a table has the same index twice, and every write pays for both',
  },
  {
    name: 'invalid-index',
    seenBy: 'index-health',
    story: 'an index that was to keep voucher codes apart was never finished, and keeps nothing',
  },
  {
    name: 'foreign-key-without-index',
    seenBy: 'index-health',
    story: 'deleting a course reads all exercises, because no index finds those of the course',
  },
  {
    name: 'database-filling-up',
    seenBy: 'table-growth',
    thresholds: { databaseLimitMegabytes: 60 },
    story: 'the database grows from day to day, and its disk will be full within weeks',
  },
  {
    name: 'table-grown-suddenly',
    seenBy: 'table-growth',
    thresholds: { suddenGrowthMegabytes: 5 },
    story: 'uploads go into a table, which has grown many times over within a month',
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
