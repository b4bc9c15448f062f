import { OperatorError } from '@rollcall/core'
import { isSame, type RawIssue, rawIssue } from './answers.ts'
import { type GitHub, once } from './client.ts'
import { isLocked } from './explain-github.ts'
import { hasLabel } from './labels.ts'
import type { Action, Write } from './plan/action.ts'
import { labelNames, readIssue } from './read-issues.ts'

/** An issue that another account wrote would not be known again: no second one is made. */
export class WrongAuthor extends OperatorError {}

type Given = {
  github: GitHub
  /** As whom the token has to write. */
  author: string
  /** Takes what could not be done and holds nothing up. */
  warnings: string[]
}

/**
 * Does one action and reads its issue again.
 * @returns the number of the issue.
 * @throws WrongAuthor when the token wrote as somebody else, OperatorError when GitHub has it otherwise.
 */
export async function carryOut(action: Action, given: Given): Promise<number> {
  const { github, author, warnings } = given
  const { rest, owner, repo } = github
  if (action.comment && action.number) await say(github, action.number, action.comment, warnings)
  if (!action.write) return action.number ?? 0
  const { title, body, labels, assignees, state, stateReason } = action.write
  if (action.number) {
    const changed = action.action === 'close' || action.action === 'reopen'
    await assign(github, action.number, assignees, warnings)
    await rest.issues.update({
      owner,
      repo,
      issue_number: action.number,
      title,
      body,
      labels,
      // What somebody did at this moment is not undone without a word.
      ...(changed ? { state } : {}),
      ...(changed && stateReason ? { state_reason: stateReason as 'completed' } : {}),
    })
    await verify(github, action.number, action.write)
    return action.number
  }
  const { data } = await rest.issues.create({ owner, repo, title, body, labels, ...once })
  const { number, user } = rawIssue.parse(data)
  if (!isSame(user?.login, author)) {
    throw new WrongAuthor(
      `Issue ${number} was written by ${user?.login}, and issues.author in the configuration is ${author}: set issues.author to ${user?.login}, so that the next run knows it again, or use the token of ${author}.`,
    )
  }
  await verify(github, number, action.write)
  await assign(github, number, assignees, warnings)
  return number
}

async function say(
  { rest, owner, repo }: GitHub,
  number: number,
  { body }: { body: string },
  warnings: string[],
) {
  await rest.issues
    .createComment({ owner, repo, issue_number: number, body, ...once })
    .catch((error: unknown) => {
      if (!isLocked(error)) throw error
      warnings.push(
        `Nothing could be said on issue ${number}, because its conversation is locked: unlock it on its page; its body is kept current all the same.`,
      )
    })
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

function divergences(raw: RawIssue, { title, body, labels, state }: Write): string[] {
  const present = labelNames(raw)
  const text = (raw.body ?? '').replaceAll('\r\n', '\n').trimEnd()
  return [
    ...(raw.state === state ? [] : ['state']),
    ...(raw.title === title ? [] : ['title']),
    ...(text === body.trimEnd() ? [] : ['body']),
    ...(labels.every((name) => hasLabel(present, name)) ? [] : ['set of labels']),
  ]
}
