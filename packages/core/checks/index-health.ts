import { indexParameters } from '../maintenance-parameters.ts'
import { rebuildIndex } from '../remedies/rebuild-index.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * Indexes that are invalid, that another one makes up for, or that no query uses, foreign keys
 * without one and tables without a primary key. Unused is what run after run has seen unused, for Postgres doesn't tell how old an
 * index is; Rollcall's own are for `schema-intact`.
 */
export const indexHealth = sqlCheck(import.meta, {
  title:
    'Every index is valid and used, none is there twice, and every foreign key and table has its own',
  reads: ['rollcall.runs', 'rollcall.verdicts', 'rollcall.deployed_objects'],
  parameters: indexParameters,
  nothing: ({ examined, beingBuilt }) =>
    examined === 0
      ? {
          reason: 'There is no index, so nothing was looked at',
          hint: 'Run `rollcall migrate` to put the schema in place.',
        }
      : {
          reason: `${(beingBuilt as string[]).join(', ')} is being built just now`,
          hint: 'Look again when that is done.',
        },
  remedy: rebuildIndex,
})
