import { carryOut, WrongAuthor } from './carry-out.ts'
import type { GitHub } from './client.ts'
import { concernsAll, explainGitHub, isGone, isOutage } from './explain-github.ts'
import { makeLabels } from './make-labels.ts'
import type { Action, Write } from './plan/action.ts'

/** What became of a plan. */
export type Applied = {
  /** The actions that were carried out and found to have taken effect, with the number of their issue. */
  done: Action[]
  /** Those that were not, each with a sentence; the next run does them. */
  undone: (Action & { problem: string })[]
  /** What could not be done and holds nothing up. */
  warnings: string[]
}

type Given = {
  github: GitHub
  /** As whom the token has to write. */
  author: string
  actions: Action[]
  /** Told of each issue that has been written and read again. */
  written: (action: Action & { number: number; write: Write }) => Promise<void>
}

/** So many issues in a row that GitHub's own faults left undone end a plan, which would take long otherwise. */
const outagesAtMost = 3

/**
 * Carries a plan out, check by check, and reads each issue again. What fails leaves its check's other
 * actions undone and the others' alone; a token that is refused, a limit that is reached, or a GitHub
 * that is down ends it.
 */
export async function applyPlan(given: Given): Promise<Applied> {
  const { github, author, actions, written } = given
  const warnings: string[] = []
  const applied: Applied = { done: [], undone: [], warnings }
  const writes = actions.filter(({ action }) => action !== 'leave')
  const wanted = writes.flatMap(({ write }) => write?.labels ?? [])
  const unmade = await makeLabels(github, wanted, warnings)
  let halted: string | undefined
  let outages = 0
  for (const group of grouped(writes)) {
    let problem = halted
    for (const action of group) {
      if (!problem) {
        try {
          const number = await carryOut(without(action, unmade), { github, author, warnings })
          const done = { ...action, number }
          if (action.write) await written({ ...done, write: action.write })
          applied.done.push(done)
          outages = 0
          continue
        } catch (error) {
          problem = explained(error, action, github)
          outages = isOutage(error) ? outages + 1 : 0
          if (concernsAll(error) || error instanceof WrongAuthor || outages >= outagesAtMost) {
            halted = problem
          }
        }
      }
      applied.undone.push({ ...action, problem })
    }
  }
  return applied
}

/** The actions of each issue together, in their order. */
function grouped(actions: Action[]): Action[][] {
  const groups = new Map<string, Action[]>()
  for (const action of actions) {
    const key = `${action.fingerprint} ${action.number ?? 'new'}`
    groups.set(key, [...(groups.get(key) ?? []), action])
  }
  return [...groups.values()]
}

function without(action: Action, labels: string[]): Action {
  if (!action.write) return action
  const left = action.write.labels.filter((label) => !labels.includes(label))
  return { ...action, write: { ...action.write, labels: left } }
}

function explained(error: unknown, { number }: Action, { owner, repo }: GitHub): string {
  if (number !== undefined && isGone(error)) {
    return `Issue ${number} can't be written, because it is not there any more (deleted, moved, or made a discussion) or the token may not: the next run opens another one if it is gone and the check fails still.`
  }
  return explainGitHub(error, `${owner}/${repo}`).message
}
