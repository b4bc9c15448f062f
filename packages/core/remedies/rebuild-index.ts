import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { indexParameters } from '../maintenance-parameters.ts'
import { namedAtMost, type RemedyContext, type RemedyInSteps } from '../remedy.ts'

const findingsQuery = readFileSync(new URL('../checks/index-health.sql', import.meta.url), 'utf8')

const statements = { rebuild: 'reindex index concurrently', drop: 'drop index concurrently' }

/**
 * The document's "Reindex if needed", for invalid indexes, while everybody works. What an interrupted
 * rebuild left behind goes; no index is ever dropped for being unused or redundant.
 */
export const rebuildIndex: RemedyInSteps = {
  id: 'rebuild-index',
  title: 'Rebuild the indexes that are invalid',
  limit: 20,
  async preview(context) {
    const needs = await invalidIndexes(context)
    return {
      count: needs.length,
      lines: needs.slice(0, namedAtMost).map(({ index, task }) => `${statements[task]} ${index}`),
    }
  },
  async *steps(context) {
    const needs = await invalidIndexes(context)
    // It waits for transactions that are open and stands in nobody's way meanwhile.
    await context.database.query("select set_config('lock_timeout', '60s', false)")
    const inVain: string[] = []
    let repaired = 0
    for (const { index, task } of needs.slice(0, context.limit)) {
      const obstacle = await attempt(context.database, index, task)
      if (obstacle) inVain.push(`${index} (${obstacle})`)
      else repaired += 1
      yield { count: obstacle ? 0 : 1, line: `${statements[task]} ${index}: ${obstacle ?? 'done'}` }
    }
    return [
      `${repaired === 1 ? '1 index was' : `${repaired} indexes were`} rebuilt or, where left over, dropped.`,
      ...(inVain.length > 0 ? [`No effect on ${inVain.join('; ')}.`] : []),
    ].join(' ')
  },
}

type Need = { index: string; task: keyof typeof statements }

async function invalidIndexes(context: RemedyContext): Promise<Need[]> {
  const { rows } = await context.database.query<{ subject: Partial<Need> | null }>(
    findingsQuery,
    indexParameters(context),
  )
  return rows.flatMap(({ subject }) =>
    subject?.index && subject.task ? [{ index: subject.index, task: subject.task }] : [],
  )
}

const obstacles: Record<string, string> = {
  '23505': 'rows that are there twice forbid it',
  '42501': 'its owner has to do it, this role may not',
  '55P03': 'a transaction that is open held it up for more than 60 s',
  '57014': 'it took longer than timeouts.stepSeconds in the configuration',
}

/** What kept an index from being repaired, or nothing. What the attempt left behind is gone. */
async function attempt(database: Database, index: string, task: Need['task']) {
  try {
    await database.query(`${statements[task]} ${index}`)
    return undefined
  } catch (error) {
    const obstacle = obstacles[(error as { code?: string }).code ?? '']
    if (!obstacle) throw error
    if (task === 'rebuild') await dropRemains(database, index)
    return obstacle
  }
}

async function dropRemains(database: Database, index: string) {
  const { rows } = await database.query<{ name: string }>(
    `select i.name
     from rollcall.school_indexes() as i
     join rollcall.school_indexes() as o on o.table_id = i.table_id and o.name = $1
     where i.remnant and i.id <> o.id`,
    [index],
  )
  for (const { name } of rows) await database.query(`${statements.drop} ${name}`)
}
