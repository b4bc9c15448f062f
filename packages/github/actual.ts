import { z } from 'zod'
import { type RawIssue, rawComment, rawIssue } from './answers.ts'
import type { GitHub } from './client.ts'
import type { Desired } from './desired.ts'
import { concernsAll, isGone } from './explain-github.ts'
import {
  checkOf,
  type IssueState,
  type Marker,
  readEvent,
  readMarker,
  readState,
} from './marker.ts'
import type { Remembered } from './memory.ts'
import { type Command, readCommands } from './silence.ts'

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

/** What there is about one check: the issue that counts, and others that stand open beside it. */
export type Found = { issue: Issue; duplicates: Issue[] }

type Given = {
  github: GitHub
  author: string
  environment: string
  desired: Desired[]
  /** The checks that there are. */
  known: Set<string>
  remembered: Map<string, Remembered>
}

/**
 * Reads the issues that the runs may change. Lists what is open; what closed, or is not listed yet, is
 * read by the number that the database remembers, or looked for among the newest closed ones.
 */
export async function actualState(given: Given): Promise<Map<string, Found>> {
  const { github, desired, known, remembered } = given
  const found = new Map<string, Found>()
  const listed = await list(given, 'open')
  for (const issue of listed.toSorted((a, b) => a.number - b.number)) {
    const first = found.get(issue.marker.fingerprint)
    if (first) first.duplicates.push(issue)
    else found.set(issue.marker.fingerprint, { issue, duplicates: [] })
  }
  const failing = desired.filter(({ wish }) => wish.state === 'failing' && !wish.hold)
  const wanted = new Set(failing.map(({ fingerprint }) => fingerprint))
  for (const [fp, memory] of remembered) {
    if (found.has(fp) || !(memory.open || wanted.has(fp))) continue
    const issue = await readNumber(given, fp, memory)
    if (issue) found.set(fp, { issue, duplicates: [] })
  }
  if (failing.some(({ fingerprint }) => !found.has(fingerprint))) {
    for (const issue of await list(given, 'closed')) {
      const fp = issue.marker.fingerprint
      if (wanted.has(fp) && !found.has(fp) && issue.reason !== 'duplicate') {
        found.set(fp, { issue, duplicates: [] })
      }
    }
  }
  const trust = trusted(github)
  const told = new Set(desired.map(({ fingerprint }) => fingerprint))
  for (const [fp, { issue, duplicates }] of found) {
    if (!told.has(fp) && known.has(checkOf(fp))) continue
    for (const each of [issue, ...duplicates]) {
      await readPeople(github, each, given.author, trust)
    }
  }
  return found
}

/** Our issues of this environment; of the closed ones the hundred that changed last, newest first. */
async function list({ github, author, environment }: Given, state: 'open' | 'closed') {
  const { rest, owner, repo } = github
  const all: RawIssue[] = []
  for (let page = 1; ; page++) {
    const { data } = await rest.issues.listForRepo({
      owner,
      repo,
      state,
      creator: author,
      per_page: 100,
      ...(page > 1 ? { page } : {}),
      ...(state === 'closed' ? { sort: 'updated', direction: 'desc' } : {}),
    })
    all.push(...z.array(rawIssue).parse(data))
    if (data.length < 100 || state === 'closed') break
  }
  return all.flatMap((raw) => {
    const issue = ours(raw, author)
    return issue?.marker.fingerprint.startsWith(`${environment}/`) ? [issue] : []
  })
}

/**
 * The issue of a remembered number, whoever damaged its marker; none when it was deleted, moved to
 * another repository, or isn't ours.
 */
async function readNumber(given: Given, fp: string, { number, episode, run }: Remembered) {
  const { github, author } = given
  const raw = await readIssue(github, number).catch((error: unknown) => {
    if (isGone(error)) return undefined
    throw error
  })
  if (!raw || raw.number !== number) return undefined
  return ours(raw, author, { fingerprint: fp, episode, run })
}

/** An issue as the API has it now. */
export async function readIssue(github: GitHub, number: number): Promise<RawIssue> {
  const { rest, owner, repo } = github
  const { data } = await rest.issues.get({ owner, repo, issue_number: number })
  return rawIssue.parse(data)
}

/** An issue that the author wrote and that bears our marker, or whose number the database knows. */
function ours(raw: RawIssue, author: string, remembered?: Marker): Issue | undefined {
  if (raw.pull_request || raw.user?.login !== author) return undefined
  const written = readMarker(raw.body)
  const marker =
    remembered && written?.fingerprint !== remembered.fingerprint ? remembered : written
  if (!marker) return undefined
  const state = readState(raw.body)
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

export function labelNames({ labels }: RawIssue): string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])))
}

/** Reads what people did: who closed it, and the comments when there are others than we knew of. */
async function readPeople(github: GitHub, issue: Issue, author: string, trust: Trust) {
  if (!issue.open && !issue.closedBy) {
    // A list doesn't say who closed an issue.
    const { closed_by } = await readIssue(github, issue.number)
    if (closed_by) issue.closedBy = { login: closed_by.login, trusted: false }
  }
  if (issue.closedBy && issue.closedBy.login !== author && issue.reason === 'not_planned') {
    issue.closedBy.trusted = (await trust(issue.closedBy.login)) === true
  }
  if (issue.state?.comments === issue.comments) return
  for (const { id, user, body } of await readComments(github, issue.number)) {
    const event = user?.login === author ? readEvent(body) : undefined
    if (event) issue.events.add(event)
    if (event || !user || id <= (issue.state?.readUntil ?? 0)) continue
    const commands = readCommands(body ?? '', { id, by: user.login })
    const trusted = commands.length > 0 && (await trust(user.login))
    if (trusted) issue.commands.push(...commands)
    else
      issue.commands.push({
        kind: trusted === undefined ? 'undecided' : 'nothing',
        id,
        by: user.login,
      })
  }
}

async function readComments({ rest, owner, repo }: GitHub, number: number) {
  const all: z.infer<typeof rawComment>[] = []
  for (let page = 1; ; page++) {
    const { data } = await rest.issues.listComments({
      owner,
      repo,
      issue_number: number,
      per_page: 100,
      page,
    })
    const comments = z.array(rawComment).parse(data)
    all.push(...comments)
    if (comments.length < 100) return all
  }
}

/** Undefined where it can't be seen. */
type Trust = (login: string) => Promise<boolean | undefined>

/** Tells who may write to the repository, asking once for each. */
function trusted({ rest, owner, repo }: GitHub): Trust {
  const known = new Map<string, boolean | undefined>()
  return async (login) => {
    if (known.has(login)) return known.get(login)
    const may = await rest.repos
      .getCollaboratorPermissionLevel({ owner, repo, username: login })
      .then(
        ({ data }) =>
          ['admin', 'maintain', 'write'].includes(
            z.object({ permission: z.string() }).parse(data).permission,
          ),
        (error: { status?: number }) => {
          const unseen = error.status === 404 || error.status === 403
          if (unseen && !concernsAll(error)) return undefined
          throw error
        },
      )
    known.set(login, may)
    return may
  }
}
