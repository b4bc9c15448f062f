import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { maintenanceParameters } from '../maintenance-parameters.ts'
import { namedAtMost, type RemedyContext, type RemedyInSteps } from '../remedy.ts'

const findingsQuery = readFileSync(
  new URL('../checks/table-maintenance.sql', import.meta.url),
  'utf8',
)

/** From the gentlest to the most thorough; the last one that a table needs covers the others. */
const statements = {
  analyze: 'analyze',
  vacuum: 'vacuum (analyze)',
  freeze: 'vacuum (freeze, analyze)',
}
type Task = keyof typeof statements
const tasks = Object.keys(statements) as Task[]

/** The document's "Analyze and vacuum", for the tables of which `table-maintenance` says that they need it. */
export const vacuumAnalyze: RemedyInSteps = {
  id: 'vacuum-analyze',
  title: 'Vacuum and analyze the tables that need it',
  limit: 50,
  async preview(context) {
    const needs = await tablesInNeed(context)
    return {
      count: needs.length,
      lines: needs.slice(0, namedAtMost).map(({ table, task }) => `${table}: ${statements[task]}`),
    }
  },
  async *steps(context) {
    const needs = await tablesInNeed(context)
    const outcomes = []
    for (const { table, task } of needs.slice(0, context.limit)) {
      const outcome = await treat(context.database, table, task)
      outcomes.push(outcome)
      yield { count: outcome.effect ? 1 : 0, line: outcome.line }
    }
    const inVain = outcomes.filter(({ effect }) => !effect)
    const treated = outcomes.length - inVain.length
    return [
      `${treated === 1 ? '1 table was' : `${treated} tables were`} vacuumed or analyzed.`,
      ...(inVain.length > 0 ? [`No effect on ${inVain.map(({ line }) => line).join('; ')}.`] : []),
    ].join(' ')
  },
}

type Need = { table: string; task: Task }

async function tablesInNeed(context: RemedyContext): Promise<Need[]> {
  const { rows } = await context.database.query<{ subject: Partial<Need> | null }>(
    findingsQuery,
    maintenanceParameters(context),
  )
  const needs = new Map<string, Task>()
  for (const { subject } of rows) {
    if (!subject?.table || !subject.task) continue
    const known = needs.get(subject.table) ?? subject.task
    needs.set(
      subject.table,
      tasks.indexOf(subject.task) > tasks.indexOf(known) ? subject.task : known,
    )
  }
  return [...needs].map(([table, task]) => ({ table, task }))
}

type Outcome = { line: string; effect: boolean }

/** Treats one table and measures what came of it. */
async function treat(database: Database, table: string, task: Task): Promise<Outcome> {
  const before = await measure(database, table)
  const obstacle = await attempt(database, `${statements[task]} ${table}`)
  if (obstacle) return { line: `${table} (${obstacle})`, effect: false }
  const after = await measure(database, table)
  // Postgres only warns where a role may not vacuum.
  if (after.times === before.times) {
    return { line: `${table} (its owner has to do it, this role may not)`, effect: false }
  }
  if (task === 'vacuum' && before.dead > 0 && after.dead > before.dead * 0.9) {
    return {
      line: `${table} (${after.dead} of ${before.dead} dead rows are held back by a transaction or a replication slot that is open)`,
      effect: false,
    }
  }
  const measured = [
    ['dead rows', before.dead, after.dead],
    ['MB', before.megabytes, after.megabytes],
    ['transaction ids old', before.age, after.age],
    ['changed since analyzed', before.changed, after.changed],
  ]
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => `${what} ${was} → ${is}`)
  return { line: `${table}: ${measured.join(', ') || 'statistics taken'}`, effect: true }
}

/** What kept a statement from being done, or nothing. */
async function attempt(database: Database, statement: string): Promise<string | undefined> {
  try {
    await database.query(statement)
    return undefined
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === '55P03') return 'another session held it for more than 5 s'
    if (code === '57014') return 'it took longer than timeouts.stepSeconds in the configuration'
    throw error
  }
}

type Measured = { dead: number; changed: number; times: number; megabytes: number; age: number }

async function measure(database: Database, table: string): Promise<Measured> {
  const { rows } = await database.query<Measured>(
    `select s.n_dead_tup as dead, s.n_mod_since_analyze as changed,
            s.vacuum_count + s.analyze_count as times,
            pg_table_size(c.oid) / 1048576 as megabytes, age(c.relfrozenxid) as age
     from pg_catalog.pg_class as c
     join pg_catalog.pg_stat_all_tables as s on s.relid = c.oid
     join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
     where rollcall.quoted_name(n.nspname) || '.' || rollcall.quoted_name(c.relname) = $1`,
    [table],
  )
  return rows[0] ?? { dead: 0, changed: 0, times: 0, megabytes: 0, age: 0 }
}
