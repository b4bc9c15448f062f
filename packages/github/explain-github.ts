import { OperatorError } from '@rollcall/core'

type Said = {
  status?: number
  message?: string
  cause?: unknown
  request?: { url?: string }
  response?: { headers?: Record<string, unknown>; data?: { message?: unknown } }
}

/** Turns what a call to GitHub threw into one sentence with the next step; nothing of the token is in it. */
export function explainGitHub(error: unknown, repository: string): OperatorError {
  if (error instanceof OperatorError) return error
  return new OperatorError(sentence(error as Said, repository), { cause: error })
}

function sentence(error: Said, repository: string): string {
  const said = words(error)
  switch (error.status) {
    case 401:
      return 'GitHub refuses the token: set GITHUB_TOKEN to one that is valid (in a workflow to github.token).'
    case 403:
    case 429:
      if (/archived/i.test(said))
        return `${repository} is archived and takes no issues: unarchive it, or name another in GITHUB_REPOSITORY.`
      if (isLimit(error, said))
        return 'GitHub asks for a pause, because too many calls came: what is left is done by the next run.'
      return `The token may not do this in ${repository}: give it the permission "Issues: write" (in a workflow \`permissions: issues: write\`).`
    case 404:
      return `The token sees no ${repository}: check GITHUB_REPOSITORY, and that the token may read the repository.`
    case 410:
      return `${repository} has its issues switched off: switch them on in its settings, or name another in GITHUB_REPOSITORY.`
    case 422:
      return 'GitHub refuses what was sent (422): run `rollcall issues plan` to see it, and report it as a defect.'
    default:
      return `${unanswered(error)}: what is left is done by the next run.`
  }
}

/** What came instead of an answer that can be used. */
function unanswered({ status = 0, response, request, cause }: Said): string {
  const { origin } = URL.parse(request?.url ?? '') ?? { origin: 'its address' }
  if (status >= 500 && !response) {
    return (cause as Error | undefined)?.name === 'TimeoutError'
      ? `GitHub gave no answer in time at ${origin}`
      : `GitHub can't be reached at ${origin} (check GITHUB_API_URL and the network)`
  }
  return status >= 500
    ? `GitHub has a fault of its own (${status})`
    : 'GitHub did not answer as it should (check GITHUB_API_URL)'
}

/** Whether it is GitHub that fails, so that other calls are likely to fail alike. */
export function isOutage(error: unknown): boolean {
  return ((error as Said).status ?? 0) >= 500
}

/** Whether GitHub lets nobody comment on an issue, because somebody locked its conversation. */
export function isLocked(error: unknown): boolean {
  const said = error as Said
  return said.status === 403 && /locked/i.test(words(said))
}

/** What GitHub said itself: only looked at, never shown. */
function words(error: Said): string {
  const { message } = error.response?.data ?? {}
  return `${error.message ?? ''} ${typeof message === 'string' ? message : ''}`
}

function isLimit({ status, response }: Said, said: string): boolean {
  const headers = response?.headers ?? {}
  return (
    status === 429 ||
    /rate limit/i.test(said) ||
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0'
  )
}

/** Whether every other call would be answered alike: a token that is refused, a limit that is reached. */
export function concernsAll(error: unknown): boolean {
  const said = error as Said
  const limited = said.status === 403 || said.status === 429
  return said.status === 401 || (limited && isLimit(said, words(said)))
}

/** Whether an answer says that what was asked for is not there. */
export function isGone(error: unknown): boolean {
  const { status } = error as Said
  return status === 404 || status === 410
}
