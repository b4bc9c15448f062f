import type { Fault } from './fault.ts'

/** What makes a database slow, full or unreachable. */
export const upkeepFaults: Fault[] = [
  {
    name: 'one-connection-allowed',
    seenBy: 'connections',
    finds: 'connections/database',
    story: 'the database was restored with a limit of one connection, and the limit was forgotten',
  },
  {
    name: 'slower-statement',
    seenBy: 'query-performance',
    finds: 'statement/',
    story:
      'an index was dropped, and since then the timetable of a student takes a hundred times as long',
  },
  {
    name: 'sequence-running-out',
    seenBy: 'table-maintenance',
    finds: 'sequence/public.receipts_id_seq',
    story: 'the numbers of receipts have come so far that their column will soon hold no more',
  },
  {
    name: 'narrow-key',
    seenBy: 'table-maintenance',
    finds: 'sequence/public.reminders_seq',
    story: 'a counter feeds a column that holds no number above 32767, and is almost there',
  },
  {
    name: 'autovacuum-switched-off',
    seenBy: 'table-maintenance',
    finds: 'table/public.classes/autovacuum-off',
    story: 'autovacuum was switched off for the classes during an import, and never on again',
  },
  {
    name: 'dead-rows',
    seenBy: 'table-maintenance',
    finds: 'table/public.page_views/dead-rows',
    undo: ['vacuum-analyze', 'sql'],
    story: 'most rows of a table were deleted, and nobody frees their space',
  },
  {
    name: 'no-statistics',
    seenBy: 'table-maintenance',
    finds: 'table/public.postcodes/no-statistics',
    undo: ['vacuum-analyze', 'sql'],
    story: 'a table was loaded in one go, and every query guesses how large it is',
  },
  {
    name: 'stale-statistics',
    seenBy: 'table-maintenance',
    finds: 'table/public.messages/stale-statistics',
    undo: ['vacuum-analyze', 'sql'],
    story: 'a table has grown thirty times over, and every query takes it for a small one',
  },
  {
    name: 'bloated-table',
    seenBy: 'table-maintenance',
    finds: 'table/public.drafts/bloat',
    thresholds: { bloatMegabytes: 2 },
    story: 'a table of drafts takes forty times the space that its rows need',
  },
  {
    name: 'doubled-index',
    seenBy: 'index-health',
    finds: 'index/public.invoices_due_on_idx/duplicate',
    story: 'a table has the same index twice, and every write pays for both',
  },
  {
    name: 'index-beginning-like-another',
    seenBy: 'index-health',
    finds: 'index/public.payments_by_day/redundant',
    story: 'an index finds nothing that a longer one beside it would not find as well',
  },
  {
    name: 'invalid-index',
    seenBy: 'index-health',
    finds: 'index/public.vouchers_code/invalid',
    undo: ['rebuild-index'],
    story: 'an index that was to keep voucher codes apart was never finished, and keeps nothing',
  },
  {
    name: 'foreign-key-without-index',
    seenBy: 'index-health',
    finds: 'foreign-key/public.exercises/exercises_course_id_fkey',
    story: 'deleting a course reads all exercises, because no index finds those of the course',
  },
  {
    name: 'table-without-primary-key',
    seenBy: 'index-health',
    finds: 'table/public.addresses/no-primary-key',
    story:
      'addresses were imported from a spreadsheet, and no row of them can be told from another',
  },
  {
    name: 'database-nearly-full',
    seenBy: 'table-growth',
    finds: 'database/size',
    thresholds: { databaseLimitMegabytes: 45 },
    story: 'scans of paper fill the database, and its disk holds hardly any more',
  },
  {
    name: 'database-filling-up',
    seenBy: 'table-growth',
    finds: 'database/forecast',
    thresholds: { databaseLimitMegabytes: 60 },
    dependsOnTime: true,
    story: 'the database grows from day to day, and its disk will be full within weeks',
  },
  {
    name: 'table-grown-suddenly',
    seenBy: 'table-growth',
    finds: 'table/public.uploads/sudden-growth',
    thresholds: { suddenGrowthMegabytes: 5 },
    dependsOnTime: true,
    story: 'uploads go into a table, which has grown many times over within a month',
  },
]
