import type { Fault } from './fault.ts'

/** What is open to people whom it should not be open to. */
export const accessFaults: Fault[] = [
  {
    name: 'table-without-row-level-security',
    seenBy: 'row-level-security',
    finds: 'table/public.payment_notes',
    story: 'a new table for payment notes went live, readable by anybody on the internet',
  },
  {
    name: 'policies-without-row-level-security',
    seenBy: 'row-level-security',
    finds: 'table/public.meeting_notes',
    story: 'a table for meeting notes got its policies, but nobody switched row level security on',
  },
  {
    name: 'policies-beside-the-api',
    seenBy: 'row-level-security',
    finds: 'table/reports.attendance',
    story: 'the policies of a table of reports do nothing, which shows the day it is published',
  },
  {
    name: 'partition-without-row-level-security',
    seenBy: 'row-level-security',
    finds: 'table/public.visits_2026',
    story: "this year's part of a table of visits was added without row level security",
  },
  {
    name: 'table-owned-by-api-role',
    seenBy: 'row-level-security',
    finds: 'owner/public.homework',
    story: 'whoever is signed in owns a table of homework, and no policy stops an owner',
  },
  {
    name: 'policy-asking-for-each-row',
    seenBy: 'row-level-security',
    finds: 'policy/public.remarks/own_remarks',
    story: 'to read the remarks takes seconds, because a policy asks for each row who is asking',
  },
  {
    name: 'policies-for-one-role',
    seenBy: 'row-level-security',
    finds: 'policies/public.absences',
    story: 'two policies let the same people read the absences, and every query pays for both',
  },
  {
    name: 'view-past-row-level-security',
    seenBy: 'exposed-privileges',
    finds: 'view/public.birthday_list',
    story: "a list of birthdays shows every student's name to anybody on the internet",
  },
  {
    name: 'view-of-everything-kept',
    seenBy: 'exposed-privileges',
    finds: 'materialized-view/public.student_list',
    story: 'a list that was kept to be fast shows every student to whoever is signed in',
  },
  {
    name: 'foreign-table-open',
    seenBy: 'exposed-privileges',
    finds: 'foreign-table/public.accounts',
    story: "the bookkeeping's accounts can be read by whoever is signed in",
  },
  {
    name: 'policy-for-everybody',
    seenBy: 'exposed-privileges',
    finds: 'policy/public.students/parents_edit',
    story: 'a policy lets whoever signs in change any student',
  },
  {
    name: 'policy-trusts-user-metadata',
    seenBy: 'exposed-privileges',
    finds: 'user-metadata/public.class_generation_logs/teachers_look',
    story: 'whoever writes in their own account that they teach is taken for a teacher',
  },
  {
    name: 'names-for-anybody',
    seenBy: 'exposed-privileges',
    finds: 'reading/public.students',
    story: 'a ranking on the web site lets anybody read the first names of all students',
  },
  {
    name: 'function-for-everybody',
    seenBy: 'exposed-privileges',
    finds: 'function/public.cancel_all_classes(bigint)',
    story: 'a function that cancels classes may be called by anybody on the internet',
  },
  {
    name: 'function-with-open-path',
    seenBy: 'exposed-privileges',
    finds: 'search-path/public.reminder_text(bigint)',
    story: 'a function can be led to tables that somebody else made under the same name',
  },
  {
    name: 'schema-for-everybody',
    seenBy: 'exposed-privileges',
    finds: 'schema/public',
    story: 'whoever is signed in may make tables and functions of their own',
  },
]
