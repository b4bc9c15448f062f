import { removeDuplicateClasses } from '../remedies/remove-duplicate-classes.ts'
import { sqlCheck } from '../sql-check.ts'

/** Students and origins for which more than one class stands. The remedy leaves what a person has to judge. */
export const duplicateClasses = sqlCheck(import.meta, {
  title: 'No class is duplicated',
  reads: ['public.classes'],
  nothing: {
    reason: 'There is no class, so nothing was looked at',
    hint: 'Check that --database names the database of the school, then generate its classes with `rollcall generate weekly`.',
  },
  remedy: removeDuplicateClasses,
})
