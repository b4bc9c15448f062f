import { OperatorError } from './operator-error.ts'
import type { Preview, Remedy, RemedyContext } from './remedy.ts'

/** What an application did, with the preview before and after it. */
export type Application = {
  remedy: string
  before: Preview
  after: Preview
  done: string
  count: number
}

/**
 * Applies a remedy within its bound: previews, writes the audit row, acts and says so in the audit
 * row in one transaction, and previews again. Safe to repeat and safe when interrupted.
 * @throws OperatorError when the preview, or what was really touched, exceeds the bound; nothing
 * is changed then.
 */
export async function applyRemedy(
  remedy: Remedy,
  context: RemedyContext,
  limit: number = remedy.limit,
): Promise<Application> {
  const before = await inTransaction(context, 'read only', () => remedy.preview(context))
  if (before.count > limit) throw beyond(remedy, before.count, limit)
  const audit = await openAudit(context, remedy, before, limit)
  const { count, done } = await act(remedy, context, limit, audit)
  const after = await inTransaction(context, 'read only', () => remedy.preview(context)).catch(
    (cause) => {
      throw new OperatorError(
        `${done} What is left could not be looked at: see \`rollcall remedy ${remedy.id}\`.`,
        { cause },
      )
    },
  )
  await closeAudit(context, audit, { count, done, left: after.count })
  return { remedy: remedy.id, before, after, done, count }
}

async function act(remedy: Remedy, context: RemedyContext, limit: number, audit?: number) {
  try {
    return await inTransaction(context, 'read write', async () => {
      const { count, done } = await remedy.apply(context)
      if (count > limit) throw beyond(remedy, count, limit)
      await closeAudit(context, audit, { count, done })
      return { count, done }
    })
  } catch (error) {
    // Where the connection is gone, so is everything that was begun; the audit row stays open.
    await failAudit(context, audit, error).catch(() => undefined)
    throw error
  }
}

/** A transaction at the context's time that waits for nothing for long. */
async function inTransaction<T>(
  { database, config, now }: RemedyContext,
  mode: 'read only' | 'read write',
  work: () => Promise<T>,
): Promise<T> {
  await database.query(`begin transaction ${mode}`)
  try {
    const milliseconds = Math.round(config.timeouts.checkSeconds * 1000)
    await database.query(`set local statement_timeout = ${milliseconds}`)
    await database.query("set local lock_timeout = '5s'")
    await database.query("set local time zone 'UTC'")
    await database.query("select set_config('rollcall.now', $1, true)", [now])
    const result = await work()
    await database.query('commit')
    return result
  } catch (error) {
    await database.query('rollback').catch(() => undefined)
    throw error
  }
}

function beyond(remedy: Remedy, count: number, limit: number): OperatorError {
  return new OperatorError(
    `${remedy.id} would touch ${count} and its bound is ${limit}: look at \`rollcall remedy ${remedy.id}\` first, then allow it with \`--apply --limit ${count}\`. Nothing was changed.`,
  )
}

async function openAudit(context: RemedyContext, remedy: Remedy, before: Preview, limit: number) {
  const { rows } = await context.database.query<{ id: number }>(
    `insert into rollcall.remedies (remedy, started_at, bound, before)
     values ($1, $2, $3, $4) returning id`,
    [remedy.id, context.now, limit, JSON.stringify({ count: before.count, lines: before.lines })],
  )
  return rows[0]?.id
}

async function closeAudit(context: RemedyContext, id: number | undefined, after: object) {
  await context.database.query(
    'update rollcall.remedies set finished_at = $2, after = $3 where id = $1',
    [id, context.now, JSON.stringify(after)],
  )
}

async function failAudit(context: RemedyContext, id: number | undefined, error: unknown) {
  await context.database.query(
    'update rollcall.remedies set finished_at = $2, failure = $3 where id = $1',
    [id, context.now, (error as { code?: string }).code ?? (error as Error).name],
  )
}
