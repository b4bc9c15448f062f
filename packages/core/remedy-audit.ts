import type { Preview, Remedy, RemedyContext } from './remedy.ts'

/** Begins the audit row of an application: who, when, what, its bound and what was there before. */
export async function openAudit(
  context: RemedyContext,
  remedy: Remedy,
  before: Preview,
  limit: number,
) {
  const { rows } = await context.database.query<{ id: number }>(
    `insert into rollcall.remedies (remedy, started_at, bound, before)
     values ($1, $2, $3, $4) returning id`,
    [remedy.id, context.now, limit, JSON.stringify({ count: before.count, lines: before.lines })],
  )
  return rows[0]?.id
}

/** Says in the audit row what was done until now. It stays if nothing comes after it. */
export async function continueAudit(context: RemedyContext, id: number | undefined, after: object) {
  await context.database.query('update rollcall.remedies set after = $2 where id = $1', [
    id,
    JSON.stringify(after),
  ])
}

/** Says in the audit row what was done, and that it is done. */
export async function closeAudit(context: RemedyContext, id: number | undefined, after: object) {
  await context.database.query(
    'update rollcall.remedies set finished_at = $2, after = $3 where id = $1',
    [id, context.now, JSON.stringify(after)],
  )
}

/** Says in the audit row why the application failed, by SQLSTATE where there is one. */
export async function failAudit(context: RemedyContext, id: number | undefined, error: unknown) {
  await context.database.query(
    'update rollcall.remedies set finished_at = $2, failure = $3 where id = $1',
    [id, context.now, (error as { code?: string }).code ?? (error as Error).name],
  )
}
