import { sqlCheck } from '../sql-check.ts'

/**
 * Tables that the API serves without row level security, and policies that cost more than they need
 * to. Reads catalogs, which are the same for every role, and in our own history which table came
 * after the last look.
 */
export const rowLevelSecurity = sqlCheck(import.meta, {
  title:
    'Row level security is on for every table that the API serves, and no policy costs more than it must',
  reads: ['rollcall.runs', 'rollcall.verdicts'],
  parameters: ({ now, config }) => [now, config.exposedSchemas],
  nothing: {
    reason: 'There is no table in the exposed schemas, so nothing was looked at',
    hint: 'Check that exposedSchemas in the configuration names the schemas that the API serves.',
  },
})
