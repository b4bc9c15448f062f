import { type Application, allChecks, type Config, namedAtMost, type Preview } from '@rollcall/core'
import { comment, type Links, time } from './body.ts'
import { type GitHub, once } from './client.ts'
import { prose } from './escape.ts'
import { explainGitHub } from './explain-github.ts'
import { fingerprint, readMarker } from './marker.ts'

type Telling = {
  github: GitHub
  config: Config
  application: Application
  /** When it was applied, as ISO 8601 in UTC. */
  now: string
  /** Tells this application from others, for example the id of the workflow run. */
  key: string
  links: Links
}

/** The most that GitHub takes, in characters, and some room for how it counts. */
const commentLimit = 65_536 - 4096

/**
 * Tells of a remedy on the open issues of the checks that it belongs to: what was there before, what
 * was done, what is left.
 * @returns the numbers of the issues, the lowest first; none where no issue of ours is open.
 * @throws OperatorError when GitHub can't be asked or refuses the comment.
 */
export async function tellOfRemedy(telling: Telling): Promise<number[]> {
  const { github, key } = telling
  const { rest, owner, repo } = github
  try {
    const issues = await openIssues(telling)
    for (const [fp, number] of issues) {
      const { body } = comment(fp, `remedy-${key}`, remedyText(telling))
      await rest.issues.createComment({ owner, repo, issue_number: number, body, ...once })
    }
    return [...issues.values()].toSorted((a, b) => a - b)
  } catch (error) {
    throw explainGitHub(error, `${owner}/${repo}`)
  }
}

/** The lowest open issue of ours about each check that the remedy belongs to, by fingerprint. */
async function openIssues({ github, config, application }: Telling): Promise<Map<string, number>> {
  const { rest, paginate, owner, repo } = github
  const { environment, issues } = config
  const wanted = new Set(
    allChecks
      .filter(({ remedy }) => remedy?.id === application.remedy)
      .map(({ id }) => fingerprint(environment, id)),
  )
  const found = new Map<string, number>()
  if (wanted.size === 0) return found
  const listed = await paginate(rest.issues.listForRepo, {
    owner,
    repo,
    state: 'open',
    creator: issues.author,
    per_page: 100,
  })
  for (const { number, body, user, pull_request } of listed) {
    const fp = readMarker(body)?.fingerprint
    if (!fp || !wanted.has(fp) || pull_request || user?.login !== issues.author) continue
    found.set(fp, Math.min(number, found.get(fp) ?? number))
  }
  return found
}

/** As many of the lines as fit into a comment. */
function remedyText(telling: Telling): string {
  for (let shown = namedAtMost; ; shown = Math.floor(shown / 2)) {
    const text = compose(telling, shown)
    if (text.length <= commentLimit || shown === 0) return text
  }
}

function compose({ application, now, links }: Telling, shown: number): string {
  const { remedy, before, after, done } = application
  const run = links.run ? ` See [the run](${links.run}).` : ''
  return [
    `\`${remedy}\` was applied at ${time(now)}: ${prose(done)}${run}`,
    previewText(`Before: ${before.count} to do`, before, shown),
    previewText(`After: ${after.count} left`, after, shown),
    'The next look closes the issue if all is well.',
  ].join('\n\n')
}

/** A preview as Markdown: its lines, folded under a summary that is ours. */
export function previewText(summary: string, preview: Preview, shown = namedAtMost): string {
  const lines = preview.lines.slice(0, shown)
  if (lines.length === 0) return `${summary}.`
  const cut = lines.length < preview.lines.length || lines.length === namedAtMost
  const list = [...lines.map((line) => `- ${prose(line)}`), ...(cut ? ['- …'] : [])].join('\n')
  return `<details><summary>${summary}</summary>\n\n${list}\n\n</details>`
}
