import type { GitHub } from '@rollcall/github'
import { type Found, missing, ok, unknown } from './item.ts'
import { lookUp } from './look-up.ts'

/** What GitHub says of the repository to whoever asks. */
type About = {
  full_name: string
  private: boolean
  permissions?: { push: boolean; triage?: boolean } | undefined
}

/** Whether the token may write issues, as far as GitHub says so. */
export async function tokenItem({ rest }: GitHub, about: About): Promise<Found> {
  const answer = await lookUp(rest.users.getAuthenticated())
  if (!answer.seen) return unsaid
  const { data, headers } = answer.value
  return judgeToken(data.login, headers['x-oauth-scopes'], about)
}

const item = 'token'

/** That of a workflow run is an installation's, and is told what it may by the workflow file. */
const unsaid = unknown(
  item,
  "The token is no person's, and does not say what it may.",
  'In a workflow: permissions: { issues: write }',
)

/**
 * Judges a person's token.
 * @param scopes those of a classic token, with commas; a fine-grained one tells none.
 */
export function judgeToken(login: string, scopes: string | undefined, about: About): Found {
  if (scopes && !suffices(scopes, about)) {
    return missing(
      item,
      `The token of ${login} lacks the scope repo.`,
      'gh auth refresh --scopes repo',
    )
  }
  if (about.permissions && !about.permissions.push && !about.permissions.triage) {
    return missing(
      item,
      `${login} may not label and close issues of ${about.full_name}; an administrator can allow it.`,
      `gh api --method PUT repos/${about.full_name}/collaborators/${login} -f permission=push`,
    )
  }
  return scopes
    ? ok(item, `It is the token of ${login}, and may write issues.`)
    : ok(
        item,
        `It is the token of ${login}, who may write issues; whether it has the permission "Issues: write" itself does not show.`,
      )
}

function suffices(scopes: string, about: About): boolean {
  const held = scopes.split(',').map((scope) => scope.trim())
  return held.includes('repo') || (!about.private && held.includes('public_repo'))
}
