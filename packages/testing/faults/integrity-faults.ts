import type { Fault } from './fault.ts'

/** Rows that contradict each other or themselves, and what should have prevented it. */
export const integrityFaults: Fault[] = [
  {
    name: 'class-at-wrong-instant',
    seenBy: 'data-integrity',
    finds: 'classes/instant',
    dependsOnTime: true,
    story:
      'an import took one zone for another, and a class was held at another instant than its row says',
  },
  {
    name: 'class-of-nobody',
    seenBy: 'data-integrity',
    finds: 'classes/student-gone',
    story: 'after a restore of some tables three classes belong to a student who is not there',
  },
  {
    name: 'class-of-missing-course',
    seenBy: 'data-integrity',
    finds: 'classes/course-gone',
    story: 'a course was deleted by a script, and its classes still name it',
  },
  {
    name: 'student-of-missing-course',
    seenBy: 'data-integrity',
    finds: 'students/course-gone',
    story: 'after a restore of some tables the course of a former student is not there',
  },
  {
    name: 'class-in-unknown-zone',
    seenBy: 'data-integrity',
    finds: 'classes/zone-unknown',
    story: 'an import wrote a time zone as a person would say it, which no computer understands',
  },
  {
    name: 'class-of-wrong-length',
    seenBy: 'data-integrity',
    finds: 'classes/length',
    story: 'a class lasts an hour by one column and longer by another',
  },
  {
    name: 'trigger-switched-off',
    seenBy: 'data-integrity',
    finds: 'trigger/public.students/touch_updated_at',
    story: "an import switched a trigger of the application's off, and nobody switched it on again",
  },
  {
    name: 'foreign-key-switched-off',
    seenBy: 'data-integrity',
    finds: 'foreign-key/public.students/students_course_id_fkey',
    story: 'courses can be deleted under their students since a clean-up switched the keys off',
  },
  {
    name: 'triggers-off-everywhere',
    seenBy: 'data-integrity',
    finds: 'setting/session_replication_role',
    story: 'a setting for restores stayed behind, and since then no trigger has worked at all',
  },
  {
    name: 'counter-behind',
    seenBy: 'data-integrity',
    finds: 'sequence/public.students_id_seq',
    story: 'rows were restored without their counter, so that no student can be enrolled',
  },
  {
    name: 'constraint-not-validated',
    seenBy: 'data-integrity',
    finds: 'constraint/public.classes/classes_length',
    story: 'a rule for the length of a class holds for new rows only, because nobody validated it',
  },
  {
    name: 'column-of-catalogue-type',
    seenBy: 'data-integrity',
    finds: 'column/public.hooks.called',
    story: 'Postgres can not be upgraded, because of the type of one column',
  },
]
