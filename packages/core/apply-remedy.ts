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
 * Applies a remedy within its bound: previews, writes the audit row, acts in one transaction,
 * previews again and completes the audit row. Safe to repeat and safe when interrupted.
 * @throws OperatorError when the preview, or what was really touched, exceeds the bound; nothing
 * is changed then.
 */
export async function applyRemedy(
  remedy: Remedy,
  context: RemedyContext,
  limit: number = remedy.limit,
): Promise<Application> {
  const { database } = context
  const before = await remedy.preview(context)
  if (before.count > limit) throw beyond(remedy, before.count, limit)
  const audit = await openAudit(context, remedy, before, limit)
  try {
    await database.query('begin')
    const { count, done } = await remedy.apply(context)
    if (count > limit) throw beyond(remedy, count, limit)
    await database.query('commit')
    const after = await remedy.preview(context)
    await closeAudit(context, audit, { count, done, left: after.count })
    return { remedy: remedy.id, before, after, done, count }
  } catch (error) {
    // Where the session itself broke neither works, and the server has taken everything back.
    await database
      .query('rollback')
      .then(() => failAudit(context, audit, error))
      .catch(() => undefined)
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
