import type { Fault } from './fault.ts'

/** Classes that are missing, doubled, left over or not to be counted. */
export const classFaults: Fault[] = [
  {
    name: 'missing-classes',
    seenBy: 'missing-classes',
    finds: 'student/',
    dependsOnTime: true,
    undo: ['create-missing-classes'],
    story: "somebody's clean-up script deleted the coming classes of one student",
  },
  {
    name: 'class-lost-in-restore',
    seenBy: 'missing-classes',
    finds: 'student/',
    dependsOnTime: true,
    undo: ['create-missing-classes'],
    story: 'after a restore one class of last month is not there, and nobody would have billed it',
  },
  {
    name: 'student-without-classes',
    seenBy: 'missing-classes',
    finds: 'student/',
    dependsOnTime: true,
    undo: ['create-missing-classes'],
    story: 'a student came in with a sync that had switched the triggers off, and has no class',
  },
  {
    name: 'no-class-created',
    seenBy: 'classes-created',
    finds: 'week/',
    alsoSeenBy: ['missing-classes'],
    dependsOnTime: true,
    undo: ['create-missing-classes'],
    story: 'the weekly run said that all was well and left the coming week without a class',
  },
  {
    name: 'doubled-classes',
    seenBy: 'duplicate-classes',
    finds: 'student/',
    // The unique index is gone, without which they could not have been doubled.
    alsoSeenBy: ['schema-intact'],
    dependsOnTime: true,
    undo: ['remove-duplicate-classes', 'migrate'],
    story: 'an import without the unique index booked several classes of another student twice',
  },
  {
    name: 'class-paid-twice',
    seenBy: 'duplicate-classes',
    finds: 'student/',
    alsoSeenBy: ['schema-intact'],
    undo: ['sql', 'migrate'],
    story: 'an import booked a class again that was paid, and a family paid it a second time',
  },
  {
    name: 'orphaned-class',
    seenBy: 'orphaned-classes',
    finds: 'student/',
    dependsOnTime: true,
    story:
      'a family had paid a class ahead when the schedule was changed, and the class stayed behind',
  },
  {
    name: 'late-closure',
    seenBy: 'orphaned-classes',
    finds: 'student/',
    dependsOnTime: true,
    story: 'the school closes next week after all, and the classes of that week are still there',
  },
  {
    name: 'archived-with-classes',
    seenBy: 'orphaned-classes',
    finds: 'student/',
    dependsOnTime: true,
    undo: ['create-missing-classes'],
    story: 'a student has left the school, and the teacher still finds classes in the timetable',
  },
  {
    name: 'class-without-status',
    seenBy: 'class-statistics',
    finds: 'classes/without-status',
    story: 'a form saved a class without its status, so that no statistics count it',
  },
  {
    name: 'class-without-payment-status',
    seenBy: 'class-statistics',
    finds: 'classes/without-payment-status',
    story: 'a form saved a class of which nobody can tell whether it is paid',
  },
]
