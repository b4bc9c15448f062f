import { type Applied, applyPlan } from './apply.ts'
import type { Action } from './plan/action.ts'
import { prepare, type Reconciliation } from './prepare.ts'

/**
 * Works out what to do with the issues of the runs' checks, and changes nothing.
 * @throws OperatorError when GitHub can't be asked, or doesn't fit.
 */
export async function planIssues(given: Reconciliation): Promise<Action[]> {
  const { actions, unread } = await prepare(given)
  return [...actions, ...unread.map(({ problem, ...action }) => ({ ...action, reason: problem }))]
}

/**
 * Brings the issues to what the runs say. Safe to repeat and safe when interrupted: each run computes
 * what should be, so that the next one does what this one could not.
 */
export async function applyIssues(given: Reconciliation): Promise<Applied & { plan: Action[] }> {
  const { github, actions, unread, repository, recalled, ended } = await prepare(given)
  const { memory, warning } = recalled
  const forgetful: string[] = []
  const forget = (error: { code?: string }) => {
    forgetful.push(error.code ?? 'no connection')
  }
  const applied = await applyPlan({
    github,
    author: given.config.issues.author,
    actions,
    written: async ({ fingerprint, number, write }) => {
      // Of a duplicate nothing has to be known.
      if (write.stateReason === 'duplicate') return
      const { episode, run } = write.marker
      const open = write.state === 'open'
      await memory?.remember({ fingerprint, repository, number, episode, run, open }).catch(forget)
    },
  })
  for (const fingerprint of ended) await memory?.isClosed(fingerprint).catch(forget)
  const warnings = [...(warning ? [warning] : []), ...applied.warnings]
  if (forgetful.length > 0) {
    warnings.push(
      `The numbers of ${forgetful.length} issues could not be kept in the database (${forgetful[0]}); the next run finds them by listing.`,
    )
  }
  return { ...applied, undone: [...applied.undone, ...unread], warnings, plan: actions }
}
