import { loginAt } from '../scratch-database.ts'
import type { Comparison, Told } from './comparison.ts'
import { supabase } from './supabase.ts'

type Report = { rules: { name: string; status: string }[] }

/** What a rule of `supabase inspect report` answers on a database, as its owner and, if asked, as the looking role. */
export async function inspect(url: string, { asked, they }: Comparison): Promise<Told> {
  const owner = await run(url, asked)
  return they.reader ? { owner, reader: await run(loginAt(url, 'looker'), asked) } : { owner }
}

/** ✔ or ✖, or ERROR where the role lacks a right that the report needs. */
async function run(url: string, asked: string): Promise<string> {
  try {
    const { rules } = await supabase<Report>(url, ['inspect', 'report'])
    const rule = rules.find(({ name }) => name === asked)
    if (!rule) throw new Error(`There is no rule "${asked}" in the report: correct the comparison.`)
    return rule.status === '✔' ? '✔' : '✖'
  } catch (error) {
    if (/permission denied/.test((error as { stdout?: string }).stdout ?? '')) return 'ERROR'
    throw error
  }
}

const both = (told: string): Told => ({ owner: told, reader: told })

/** The rules of the report that look at something that a check of ours looks at. */
export const comparisons: Comparison[] = [
  {
    asked: 'No unused indexes',
    they: { owner: '✖', reader: 'ERROR' },
    check: 'index-health',
    we: both('pass'),
    why: 'it lists what has not been used since statistics began, were it a minute ago, and fails for whoever may not list the write-ahead log; we wait for enough statistics',
  },
  { asked: 'No duplicate indexes', they: { owner: '✔' }, check: 'index-health', we: both('pass') },
  {
    asked: 'No tables yet to be vacuumed',
    they: { owner: '✔' },
    check: 'table-maintenance',
    we: both('pass'),
  },
  {
    asked: 'No tables or indexes with bloat ratio above 4x',
    they: { owner: '✔' },
    check: 'table-maintenance',
    we: both('pass'),
  },
  {
    asked: 'No queries running longer than 5 minutes',
    they: { owner: '✔' },
    check: 'query-performance',
    we: both('pass'),
  },
  { asked: 'No blocked queries', they: { owner: '✔' }, check: 'connections', we: both('pass') },
  {
    fault: 'doubled-index',
    asked: 'No duplicate indexes',
    they: { owner: '✖' },
    check: 'index-health',
    we: both('fail'),
  },
  {
    fault: 'index-beginning-like-another',
    asked: 'No duplicate indexes',
    they: { owner: '✔' },
    check: 'index-health',
    we: both('fail'),
    why: 'it compares whole lists of columns; an index whose columns another one begins with is redundant too',
  },
  {
    fault: 'dead-rows',
    asked: 'No tables with more than 20% dead rows',
    they: { owner: '✔' },
    check: 'table-maintenance',
    we: both('fail'),
    why: 'it divides by the number of rows that statistics hold, and a table without statistics has none; we count from the rows themselves',
  },
  {
    fault: 'dead-rows',
    asked: 'No large tables waiting on autovacuum',
    they: { owner: '✔' },
    check: 'table-maintenance',
    we: both('fail'),
    why: 'it takes only tables that have statistics for large, and for waiting whatever the threshold says though autovacuum is off',
  },
  {
    fault: 'bloated-table',
    asked: 'No tables or indexes with bloat ratio above 4x',
    they: { owner: '✖' },
    check: 'table-maintenance',
    we: both('fail'),
  },
  {
    fault: 'queue-behind-transaction',
    asked: 'No blocked queries',
    they: { owner: '✖' },
    check: 'connections',
    we: both('fail'),
  },
  {
    fault: 'queue-behind-transaction',
    asked: 'No ungranted locks',
    they: { owner: '✔' },
    check: 'connections',
    we: both('fail'),
    why: 'its list holds exclusive locks only; whoever wants a locked row waits in share mode, for the transaction that holds it',
  },
]
