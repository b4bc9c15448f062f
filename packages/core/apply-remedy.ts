import { OperatorError } from './operator-error.ts'
import {
  namedAtMost,
  type Preview,
  type Remedy,
  type RemedyContext,
  type RemedyInOne,
  type RemedyInSteps,
} from './remedy.ts'
import { closeAudit, continueAudit, failAudit, openAudit } from './remedy-audit.ts'
import { inTransaction, withTimeouts } from './remedy-session.ts'

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
 * row, and previews again. It acts in one transaction, or in steps of which each says so in the
 * audit row. Safe to repeat and safe when interrupted.
 * @throws OperatorError when the preview exceeds the bound, or what was touched in one transaction
 * does; nothing is changed then. Steps that exceed it are stopped, and stay.
 */
export async function applyRemedy(
  remedy: Remedy,
  context: RemedyContext,
  limit: number = remedy.limit,
): Promise<Application> {
  const before = await inTransaction(context, 'read only', () => remedy.preview(context))
  if (before.count > limit) throw beyond(remedy, before.count, limit)
  const audit = await openAudit(context, remedy, before, limit)
  const { count, done, ...more } = await act(remedy, context, limit, audit)
  const after = await inTransaction(context, 'read only', () => remedy.preview(context)).catch(
    (cause) => {
      throw new OperatorError(
        `${done} What is left could not be looked at: see \`rollcall remedy ${remedy.id}\`.`,
        { cause },
      )
    },
  )
  await closeAudit(context, audit, { count, done, ...more, left: after.count })
  return { remedy: remedy.id, before, after, done, count }
}

async function act(remedy: Remedy, context: RemedyContext, limit: number, audit?: number) {
  try {
    return 'steps' in remedy
      ? await actInSteps(remedy, context, limit, audit)
      : await actInOne(remedy, context, limit, audit)
  } catch (error) {
    // Where the connection is gone, so is everything that was begun; the audit row stays open.
    await failAudit(context, audit, error).catch(() => undefined)
    throw error
  }
}

async function actInOne(
  remedy: RemedyInOne,
  context: RemedyContext,
  limit: number,
  audit?: number,
) {
  return inTransaction(context, 'read write', async () => {
    const { count, done } = await remedy.apply(context)
    if (count > limit) throw beyond(remedy, count, limit)
    await closeAudit(context, audit, { count, done })
    return { count, done }
  })
}

async function actInSteps(
  remedy: RemedyInSteps,
  context: RemedyContext,
  limit: number,
  audit?: number,
) {
  return withTimeouts(context, async () => {
    const steps = remedy.steps({ ...context, limit })
    const lines: string[] = []
    for (let count = 0; ; ) {
      const next = await steps.next()
      if (next.done) {
        await closeAudit(context, audit, { count, done: next.value, steps: lines })
        return { count, done: next.value, steps: lines }
      }
      count += next.value.count
      if (lines.length < namedAtMost) lines.push(next.value.line)
      await continueAudit(context, audit, { count, steps: lines })
      if (count > limit) throw stopped(remedy, count, limit)
    }
  })
}

function beyond(remedy: Remedy, count: number, limit: number): OperatorError {
  return new OperatorError(
    `${remedy.id} would touch ${count} and its bound is ${limit}: look at \`rollcall remedy ${remedy.id}\` first, then allow it with \`--apply --limit ${count}\`. Nothing was changed.`,
  )
}

function stopped(remedy: Remedy, count: number, limit: number): OperatorError {
  return new OperatorError(
    `${remedy.id} has touched ${count}, more than its bound of ${limit}, and was stopped; what it did is in rollcall.remedies.`,
  )
}
