import { sqlCheck } from '../sql-check.ts'

/**
 * What anybody (anon) and whoever is signed in (authenticated) can reach through the API past row
 * level security, or by rules that hold for every row. At least as strict as Supabase's advisors.
 * The owner's session also tries each read as these two; catalogs alone give the same verdict.
 */
export const exposedPrivileges = sqlCheck(import.meta, {
  title: 'The API shows and does nothing that row level security would not allow',
  reads: [],
  parameters: ({ now, config }) => [now, config.exposedSchemas, JSON.stringify(config.published)],
  nothing: {
    reason:
      'There is no role anon or authenticated, or nothing in the exposed schemas, so nothing was looked at',
    hint: 'Run `rollcall migrate` to make the roles, and check that exposedSchemas in the configuration names the schemas that the API serves.',
  },
})
