import { reapplyRoutines } from '../remedies/reapply-routines.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * Whatever Rollcall owns in the database, against what its last migration left: missing, changed,
 * switched off, invalid, or added by somebody. An application's own objects are not judged.
 */
export const schemaIntact = sqlCheck(import.meta, {
  title: 'Everything that Rollcall deployed is there and as it was deployed',
  reads: ['rollcall.deployed_objects', 'rollcall.deployments'],
  nothing: ({ unseen }) => ({
    reason: unseen
      ? `Postgres was upgraded since the last migration and words ${unseen} definitions otherwise, so they could not be compared`
      : 'Nothing is written down of what was deployed',
    hint: 'Run `rollcall migrate`, which writes it down.',
  }),
  remedy: reapplyRoutines,
})
