import type { GitHub } from '@rollcall/github'

type Wanted = {
  pullRequest: number
  /** Who comments: a comment of anybody else is never changed, whatever it holds. */
  author: string
  /** Tells this comment from others of the same author. */
  name: string
  /** The id of the workflow's run, which is larger for a later one. */
  run: number
  /** Markdown, escaped where it holds data. */
  text: string
  /** Makes no comment where there is none. */
  onlyIfThere: boolean
}

/**
 * Keeps one comment of a pull request: makes it, or rewrites the one that is there. What an older run
 * says never replaces what a newer one said.
 * @returns what was done.
 */
export async function keepComment(
  { rest, paginate, owner, repo }: GitHub,
  { pullRequest: issue_number, author, name, run, text, onlyIfThere }: Wanted,
): Promise<'made' | 'rewritten' | 'left as it is'> {
  const all = await paginate(rest.issues.listComments, { owner, repo, issue_number, per_page: 100 })
  const marker = new RegExp(`^<!-- rollcall ${name} run=(\\d{1,15}) -->\n`)
  const [own] = all.flatMap(({ id, user, body = '' }) => {
    const written = user?.login.toLowerCase() === author.toLowerCase() ? marker.exec(body) : null
    return written ? [{ id, body, run: Number(written[1]) }] : []
  })
  const body = `<!-- rollcall ${name} run=${run} -->\n${text}`
  if (own) {
    if (own.run > run || own.body === body) return 'left as it is'
    await rest.issues.updateComment({ owner, repo, comment_id: own.id, body })
    return 'rewritten'
  }
  if (onlyIfThere) return 'left as it is'
  // Its answer may be what got lost: a second try could make a second comment.
  const once = { request: { retries: 0 } }
  await rest.issues.createComment({ owner, repo, issue_number, body, ...once })
  return 'made'
}
