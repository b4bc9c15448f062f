import { OperatorError } from '@rollcall/core'
import { z } from 'zod'
import { labelNames, readIssue } from './actual.ts'
import { type RawIssue, rawIssue, rawLabel } from './answers.ts'
import { type GitHub, once } from './client.ts'
import { concernsAll, explainGitHub } from './explain-github.ts'
import { labels } from './labels.ts'
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
  actions: Action[]
  /** Told of each issue that has been written and read again. */
  written: (action: Action & { number: number; write: Write }) => Promise<void>
}

/**
 * Carries a plan out, check by check, and reads each issue again. What fails leaves its check's other
 * actions undone and the others' alone; a token that is refused, or a limit that is reached, ends it.
 */
export async function applyPlan({ github, actions, written }: Given): Promise<Applied> {
  const applied: Applied = { done: [], undone: [], warnings: [] }
  const writes = actions.filter(({ action }) => action !== 'leave')
  if (writes.length > 0) await makeLabels(github, writes, applied.warnings)
  let halted: string | undefined
  for (const group of grouped(writes)) {
    let problem = halted
    for (const action of group) {
      if (!problem) {
        try {
          const number = await carryOut(github, action, applied.warnings)
          const done = { ...action, number }
          if (action.write) await written({ ...done, write: action.write })
          applied.done.push(done)
          continue
        } catch (error) {
          problem = explainGitHub(error, `${github.owner}/${github.repo}`).message
          if (concernsAll(error)) halted = problem
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

/** @returns the number of the issue. */
async function carryOut(github: GitHub, action: Action, warnings: string[]): Promise<number> {
  const { rest, owner, repo } = github
  if (action.comment && action.number) {
    const { body } = action.comment
    await rest.issues.createComment({ owner, repo, issue_number: action.number, body, ...once })
  }
  if (!action.write) return action.number ?? 0
  const { title, body, labels: names, assignees, state, stateReason } = action.write
  if (action.number) {
    await assign(github, action.number, assignees, warnings)
    await rest.issues.update({
      owner,
      repo,
      issue_number: action.number,
      title,
      body,
      labels: names,
      state,
      ...(stateReason ? { state_reason: stateReason as 'completed' } : {}),
    })
    await verify(github, action.number, action.write)
    return action.number
  }
  const { data } = await rest.issues.create({ owner, repo, title, body, labels: names, ...once })
  const { number } = rawIssue.parse(data)
  await verify(github, number, action.write)
  await assign(github, number, assignees, warnings)
  return number
}

/** Assigning may fail for one who has left; the issue is there all the same. */
async function assign(github: GitHub, number: number, logins: string[], warnings: string[]) {
  if (logins.length === 0) return
  const { rest, owner, repo } = github
  const assigned = await rest.issues
    .addAssignees({ owner, repo, issue_number: number, assignees: logins })
    .then(
      ({ data }) => (rawIssue.parse(data).assignees ?? []).map(({ login }) => login.toLowerCase()),
      (error: { status?: number }): string[] => {
        if (error.status === 404 || error.status === 422) return []
        throw error
      },
    )
  const missing = logins.filter((login) => !assigned.includes(login.toLowerCase()))
  if (missing.length === 0) return
  warnings.push(
    `Issue ${number} could not be assigned to ${missing.join(', ')}: correct issues.assignees in the configuration.`,
  )
}

/** @throws OperatorError when GitHub has the issue otherwise than it was told. */
async function verify(github: GitHub, number: number, wanted: Write) {
  const raw = await readIssue(github, number)
  const off = divergences(raw, wanted)
  if (off.length === 0) return
  throw new OperatorError(
    `Issue ${number} has another ${off.join(', ')} than it was given, because somebody changed it at the same moment or GitHub did: the next run writes it again.`,
  )
}

function divergences(raw: RawIssue, { title, body, labels: names, state }: Write): string[] {
  const present = labelNames(raw)
  const text = (raw.body ?? '').replaceAll('\r\n', '\n').trimEnd()
  return [
    ...(raw.state === state ? [] : ['state']),
    ...(raw.title === title ? [] : ['title']),
    ...(text === body.trimEnd() ? [] : ['body']),
    ...(names.every((name) => present.includes(name)) ? [] : ['set of labels']),
  ]
}

/** Makes the labels that are missing; an issue without its label is better than none. */
async function makeLabels(github: GitHub, actions: Action[], warnings: string[]) {
  const wanted = new Set(actions.flatMap(({ write }) => write?.labels ?? []))
  const ours = Object.values(labels).filter(({ name }) => wanted.has(name))
  if (ours.length === 0) return
  const { rest, owner, repo } = github
  try {
    for (const label of await missing(github, ours)) {
      await rest.issues
        .createLabel({ owner, repo, ...label })
        .catch((error: { status?: number }) => {
          // Another run was faster.
          if (error.status !== 422) throw error
        })
    }
  } catch (error) {
    const { message } = explainGitHub(error, `${owner}/${repo}`)
    warnings.push(`The labels could not be made: ${message}`)
  }
}

/** The labels that the repository lacks, as far as its first hundred tell: making one that is there does no harm. */
async function missing({ rest, owner, repo }: GitHub, wanted: (typeof labels)['error'][]) {
  const { data } = await rest.issues.listLabelsForRepo({ owner, repo, per_page: 100 })
  const there = z.array(rawLabel).parse(data)
  const names = new Set(there.map(({ name }) => name.toLowerCase()))
  return wanted.filter(({ name }) => !names.has(name))
}
