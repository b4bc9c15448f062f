import { OperatorError } from '@rollcall/core'
import { z } from 'zod'
import { answeredPages } from './answered-pages.ts'
import { isSame, type RawIssue, rawIssue } from './answers.ts'
import type { GitHub } from './client.ts'
import { isGone } from './explain-github.ts'
import { type IssueState, type Marker, readMarker, readState } from './marker.ts'
import type { Remembered } from './memory.ts'
import type { Command } from './silence.ts'

/** An issue of ours as GitHub has it. */
export type Issue = {
  number: number
  open: boolean
  reason: string | null
  title: string
  body: string
  labels: string[]
  assignees: string[]
  comments: number
  /** Who closed it, and whether they may silence it. */
  closedBy?: { login: string; trusted: boolean }
  closedAt?: string
  marker: Marker
  state?: IssueState
  /** The events that its comments tell of, and what people ask for; only read when there are new ones. */
  events: Set<string>
  commands: Command[]
}

export type Reading = {
  github: GitHub
  author: string
  environment: string
  remembered: Map<string, Remembered>
}

/** So many pages of closed issues are read: others may write as the same author. */
const closedPages = 10

/** Our issues of this environment, each once, by number; of the closed ones those that changed last. */
export async function listIssues(reading: Reading, state: 'open' | 'closed'): Promise<Issue[]> {
  const { rest, owner, repo } = reading.github
  const question = { owner, repo, state, creator: reading.author, per_page: 100 }
  const newest = { sort: 'updated', direction: 'desc' } as const
  const all = await answeredPages(
    (place) =>
      rest.issues.listForRepo({ ...question, ...(state === 'closed' ? newest : {}), ...place }),
    (data) => z.array(rawIssue).parse(data),
    state === 'closed' ? closedPages : undefined,
  ).catch((error: { status?: number }) => {
    if (error.status !== 422) throw error
    throw new OperatorError(
      `GitHub can't list the issues of ${reading.author}: correct issues.author in the configuration, which is the login that the token writes as.`,
      { cause: error },
    )
  })
  const found = new Map<number, Issue>()
  for (const raw of all) {
    const issue = ours(raw, reading)
    if (issue?.marker.fingerprint.startsWith(`${reading.environment}/`)) {
      found.set(issue.number, issue)
    }
  }
  return [...found.values()].toSorted((a, b) => a.number - b.number)
}

/** An issue of ours by its number; none when it was deleted, moved to another repository, or isn't ours. */
export async function readNumber(reading: Reading, number: number): Promise<Issue | undefined> {
  const raw = await readIssue(reading.github, number).catch((error: unknown) => {
    if (isGone(error)) return undefined
    throw error
  })
  return raw?.number === number ? ours(raw, reading) : undefined
}

/** An issue as the API has it now. */
export async function readIssue(github: GitHub, number: number): Promise<RawIssue> {
  const { rest, owner, repo } = github
  const { data } = await rest.issues.get({ owner, repo, issue_number: number })
  return rawIssue.parse(data)
}

/** An issue that the author wrote and that bears our marker, or whose number the database knows. */
function ours(raw: RawIssue, reading: Reading): Issue | undefined {
  if (raw.pull_request || !isSame(raw.user?.login, reading.author)) return undefined
  const state = readState(raw.body)
  const marker = remembered(raw.number, state?.marker ?? readMarker(raw.body), reading)
  if (!marker) return undefined
  return {
    number: raw.number,
    open: raw.state === 'open',
    reason: raw.state_reason ?? null,
    title: raw.title,
    body: raw.body ?? '',
    labels: labelNames(raw),
    assignees: (raw.assignees ?? []).map(({ login }) => login),
    comments: raw.comments,
    ...(raw.closed_by ? { closedBy: { login: raw.closed_by.login, trusted: false } } : {}),
    ...(raw.closed_at ? { closedAt: new Date(raw.closed_at).toISOString() } : {}),
    marker,
    ...(state ? { state } : {}),
    events: new Set(),
    commands: [],
  }
}

/** What an issue is about: what the database knows of its number goes before what was made of its marker. */
function remembered(number: number, written: Marker | undefined, reading: Reading) {
  for (const [fingerprint, known] of reading.remembered) {
    if (known.number !== number || written?.fingerprint === fingerprint) continue
    return { fingerprint, episode: known.episode, run: known.run }
  }
  return written
}

export function labelNames({ labels }: RawIssue): string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])))
}
