import { delimiter } from 'node:path'

/**
 * Further installations of Postgres to test on, each by the folder that holds its `bin`, as `.ci/run`
 * names them in ROLLCALL_TEST_SERVERS; none otherwise.
 */
export const olderServers: string[] = (process.env.ROLLCALL_TEST_SERVERS ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')

/**
 * The system's own Postgres, with pg_cron and plpgsql_check, and check_postgres beside it, as
 * `.ci/run` names it in ROLLCALL_SYSTEM_POSTGRES; none otherwise.
 */
export const systemServer: string | undefined = process.env.ROLLCALL_SYSTEM_POSTGRES || undefined
