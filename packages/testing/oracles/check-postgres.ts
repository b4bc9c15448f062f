import { spawnSync } from 'node:child_process'
import { loginAt } from '../scratch-database.ts'
import type { Comparison, Told } from './comparison.ts'

/** What check_postgres answers for an action on a database, as its owner and as the looking role. */
export function checkPostgres(url: string, asked: string): Told {
  return { owner: run(url, asked), reader: run(loginAt(url, 'looker'), asked) }
}

/** OK, WARNING, CRITICAL or UNKNOWN, or ERROR where it says none of these. */
function run(url: string, asked: string): string {
  const { hostname, port, username, password, pathname } = new URL(url)
  const [action, ...options] = asked.split(' --')
  const { stdout, error } = spawnSync(
    'check_postgres',
    [
      `--action=${action}`,
      `--host=${hostname}`,
      `--port=${port}`,
      `--dbuser=${username}`,
      `--dbname=${pathname.slice(1)}`,
      '--timeout=300',
      ...options.map((option) => `--${option}`.replace('=this', `=${pathname.slice(1)}`)),
    ],
    { encoding: 'utf8', env: { PATH: process.env.PATH, PGPASSWORD: password, LC_ALL: 'C' } },
  )
  if (error) throw error
  return /^POSTGRES_\w+ (OK|WARNING|CRITICAL|UNKNOWN):/.exec(stdout)?.[1] ?? 'ERROR'
}

const both = (told: string): Told => ({ owner: told, reader: told })

/** Every action of check_postgres that looks at something that a check of ours looks at. */
export const comparisons: Comparison[] = [
  { asked: 'backends', they: both('OK'), check: 'connections', we: both('pass') },
  {
    asked: 'txn_idle --warning=0 seconds',
    they: both('OK'),
    check: 'connections',
    we: both('pass'),
  },
  {
    asked: 'query_time --warning=60 seconds',
    they: both('OK'),
    check: 'query-performance',
    we: both('pass'),
  },
  { asked: 'sequence', they: both('OK'), check: 'table-maintenance', we: both('pass') },
  { asked: 'disabled_triggers', they: both('OK'), check: 'data-integrity', we: both('pass') },
  { asked: 'bloat', they: both('OK'), check: 'table-maintenance', we: both('pass') },
  { asked: 'txn_wraparound', they: both('OK'), check: 'table-maintenance', we: both('pass') },
  { asked: 'autovac_freeze', they: both('OK'), check: 'table-maintenance', we: both('pass') },
  {
    asked: 'last_autovacuum --include=public.classes',
    they: both('UNKNOWN'),
    check: 'table-maintenance',
    we: both('pass'),
    why: 'it judges the time since autovacuum came, and it has never come; we judge whether there is something for it to do, and for how long',
  },
  {
    fault: 'one-connection-allowed',
    asked: 'backends',
    they: both('OK'),
    check: 'connections',
    we: both('fail'),
    why: 'it counts against max_connections of the server only; a database has a limit of its own',
  },
  {
    fault: 'forgotten-transaction',
    asked: 'txn_idle --warning=0 seconds',
    they: both('WARNING'),
    check: 'connections',
    we: both('fail'),
  },
  {
    fault: 'forgotten-transaction',
    without: 'pg_read_all_stats',
    asked: 'txn_idle --warning=0 seconds',
    they: { owner: 'WARNING', reader: 'OK' },
    check: 'connections',
    we: { owner: 'fail', reader: 'unknown' },
    why: "it can't see other roles' sessions without that role, and takes what it can't see for well",
  },
  {
    fault: 'queue-behind-transaction',
    asked: 'locks --warning=waiting=1',
    they: both('OK'),
    check: 'connections',
    we: both('fail'),
    why: 'it counts locks by their database; who waits for a row waits for a transaction, whose lock belongs to none',
  },
  {
    fault: 'statement-without-end',
    asked: 'query_time --warning=0 seconds',
    they: both('WARNING'),
    check: 'query-performance',
    we: both('fail'),
  },
  {
    fault: 'sequence-running-out',
    asked: 'sequence',
    they: { owner: 'WARNING', reader: 'OK' },
    check: 'table-maintenance',
    we: both('fail'),
    why: 'it leaves out the sequences that the role may not read, and says OK of the others; our function reads them as the owner',
  },
  {
    fault: 'narrow-key',
    asked: 'sequence',
    they: both('OK'),
    check: 'table-maintenance',
    we: both('fail'),
    why: 'it compares with the highest number of the sequence; the column that it feeds holds less',
  },
  {
    fault: 'trigger-switched-off',
    asked: 'disabled_triggers',
    they: both('CRITICAL'),
    check: 'data-integrity',
    we: both('fail'),
  },
  {
    fault: 'trigger-of-ours-switched-off',
    asked: 'disabled_triggers',
    they: both('CRITICAL'),
    check: 'schema-intact',
    we: both('fail'),
  },
  {
    fault: 'dead-rows',
    asked: 'bloat',
    they: both('OK'),
    check: 'table-maintenance',
    we: both('fail'),
    why: 'it estimates from the statistics, which such a table does not have; we count the dead rows',
  },
  {
    fault: 'bloated-table',
    asked: 'bloat --warning=2 MB --critical=1 GB',
    they: both('WARNING'),
    check: 'table-maintenance',
    we: both('fail'),
  },
  {
    fault: 'database-filling-up',
    asked: 'database_size --warning=60 MB --include=this',
    they: both('OK'),
    check: 'table-growth',
    we: both('fail'),
    why: 'it compares the size of today with the limit; we foretell when the limit will be reached',
  },
  {
    fault: 'function-rewritten',
    asked: 'same_schema --dbname2=rollcall_template',
    they: { owner: 'CRITICAL', reader: 'ERROR' },
    check: 'schema-intact',
    we: both('fail'),
    why: 'it needs a second database to compare with and reads the passwords of all roles, for which it has to be a superuser; we compare with what `rollcall migrate` wrote down',
  },
]
