import { type Answer, isFine, type Json } from './exchange.ts'
import { repositoryPath } from './repository.ts'
import { corrected } from './shapes.ts'
import type { World } from './world.ts'

/** An issue as the emulator has it, whatever its list may lag behind. */
export type Issue = {
  number: number
  title: string
  body: string
  state: 'open' | 'closed'
  stateReason: string | null
  author: string
  labels: string[]
  assignees: string[]
  comments: Comment[]
  createdAt: string
  closedAt: string | null
  closedBy: string | null
  isPullRequest: boolean
}

export type Comment = {
  id: number
  author: string
  body: string
  createdAt: string
  updatedAt: string
}

/** All issues and pull requests by number, without those that were deleted. */
export async function allIssues(world: World): Promise<Json[]> {
  const issues = await everyPage(world, `${repositoryPath}/issues?state=all`)
  const pulls = await everyPage(world, `${repositoryPath}/pulls?state=all`)
  return [...issues, ...pulls.map(issueOfPull)]
    .map((issue) => corrected(world, issue) as Json)
    .filter(({ number }) => !world.deleted.has(number))
    .sort((a, b) => (a.number as number) - (b.number as number))
}

/** An issue or pull request by its number, or the answer that says why not. */
export async function oneIssue(world: World, number: number): Promise<Answer> {
  const issue = await world.emulator.ask('GET', `${repositoryPath}/issues/${number}`)
  if (isFine(issue)) return { ...issue, body: corrected(world, issue.body) }
  const pull = await world.emulator.ask('GET', `${repositoryPath}/pulls/${number}`)
  if (!isFine(pull)) return issue
  return { ...pull, body: corrected(world, issueOfPull(pull.body as Json)) }
}

export async function allComments(world: World, number: number): Promise<Json[]> {
  const comments = await everyPage(
    world,
    `${repositoryPath}/issues/${number}/comments?sort=created`,
  )
  return comments.map((comment) => corrected(world, comment) as Json)
}

export async function readIssues(world: World): Promise<Issue[]> {
  const read: Issue[] = []
  for (const issue of await allIssues(world)) {
    const hasComments = issue.comments !== 0 || 'pull_request' in issue
    const comments = hasComments ? await allComments(world, issue.number as number) : []
    read.push(issueOf(issue, comments))
  }
  return read
}

/** All items of a list; the path has a query already. */
export async function everyPage(world: World, path: string): Promise<Json[]> {
  const found: Json[] = []
  for (let page = 1; ; page += 1) {
    const answer = await world.emulator.ask('GET', `${path}&per_page=100&page=${page}`)
    if (!isFine(answer)) throw new Error(`The emulator answers ${path} with ${answer.status}.`)
    const items = answer.body as Json[]
    found.push(...items)
    if (items.length < 100) return found
  }
}

/** GitHub counts pull requests among the issues, and marks them. */
function issueOfPull(pull: Json): Json {
  const { url, html_url, diff_url, patch_url, merged_at, issue_url } = pull
  const { head, base, _links, ...shared } = pull
  const address = issue_url as string
  return {
    ...shared,
    url: address,
    repository_url: address.replace(/\/issues\/\d+$/, ''),
    labels_url: `${address}/labels{/name}`,
    events_url: `${address}/events`,
    comments: pull.comments ?? 0,
    pull_request: { url, html_url, diff_url, patch_url, merged_at },
  }
}

function issueOf(issue: Json, comments: Json[]): Issue {
  return {
    number: issue.number as number,
    title: issue.title as string,
    body: (issue.body as string | null) ?? '',
    state: issue.state as 'open' | 'closed',
    stateReason: (issue.state_reason as string | null | undefined) ?? null,
    author: loginOf(issue.user) ?? '',
    labels: (issue.labels as Json[]).map(({ name }) => name as string),
    assignees: (issue.assignees as Json[]).map(({ login }) => login as string),
    comments: comments.map(commentOf),
    createdAt: issue.created_at as string,
    closedAt: issue.closed_at as string | null,
    closedBy: loginOf(issue.closed_by),
    isPullRequest: 'pull_request' in issue,
  }
}

function commentOf(comment: Json): Comment {
  return {
    id: comment.id as number,
    author: loginOf(comment.user) ?? '',
    body: comment.body as string,
    createdAt: comment.created_at as string,
    updatedAt: comment.updated_at as string,
  }
}

function loginOf(user: unknown): string | null {
  return (user as { login?: string } | null | undefined)?.login ?? null
}
