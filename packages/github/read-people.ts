import { z } from 'zod'
import { answeredPages } from './answered-pages.ts'
import { isBot, isSame, rawComment } from './answers.ts'
import type { GitHub } from './client.ts'
import { concernsAll } from './explain-github.ts'
import { readEvent } from './marker.ts'
import { type Issue, readIssue } from './read-issues.ts'
import { readCommands } from './silence.ts'

/** Reads what people did: who closed it, and the comments when there are others than we knew of. */
export async function readPeople(github: GitHub, issue: Issue, author: string, trust: Trust) {
  if (!issue.open && !issue.closedBy) {
    // A list doesn't say who closed an issue.
    const { closed_by } = await readIssue(github, issue.number)
    if (closed_by) issue.closedBy = { login: closed_by.login, trusted: false }
  }
  if (issue.closedBy && !isBot(issue.closedBy.login) && issue.reason === 'not_planned') {
    issue.closedBy.trusted = (await trust(issue.closedBy.login)) === true
  }
  if (issue.state?.comments === issue.comments) return
  for (const { id, user, body, created_at } of await readComments(github, issue.number)) {
    const event = isSame(user?.login, author) ? readEvent(body) : undefined
    if (event) issue.events.add(event)
    if (event || !user || id <= (issue.state?.readUntil ?? 0)) continue
    const at = created_at ? { at: new Date(created_at).toISOString() } : {}
    const from = { id, by: user.login, ...at }
    // What a bot says may be what anybody made it say.
    const commands = isBot(user.login) ? [] : readCommands(body ?? '', from)
    const trusted = commands.length > 0 && (await trust(user.login))
    if (trusted) issue.commands.push(...commands)
    else issue.commands.push({ kind: trusted === undefined ? 'undecided' : 'nothing', ...from })
  }
}

async function readComments({ rest, owner, repo }: GitHub, number: number) {
  return answeredPages(
    (place) =>
      rest.issues.listComments({ owner, repo, issue_number: number, per_page: 100, ...place }),
    (data) => z.array(rawComment).parse(data),
  )
}

/** Undefined where it can't be seen. */
export type Trust = (login: string) => Promise<boolean | undefined>

/** Tells who may write to the repository, asking once for each. */
export function trusted({ rest, owner, repo }: GitHub): Trust {
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
