import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import { OperatorError } from '@rollcall/core'

export type Access = {
  token: string
  /** `owner/name`. */
  repository: string
  /** Where the REST API is; GitHub's own unless said. */
  apiUrl?: string
  /** Spaces writes out as GitHub asks of well-behaved clients; off in tests alone. */
  polite?: boolean
  /** For how long one call may take, in milliseconds; GitHub itself gives up after ten seconds. */
  timeout?: number
}

export type GitHub = Pick<Octokit, 'rest' | 'paginate'> & { owner: string; repo: string }

const PoliteOctokit = Octokit.plugin(retry, throttling)

/** The longest that a call waits for a limit to pass, in seconds; beyond it the next run does the work. */
const patience = 120

/**
 * A client of one repository that keeps GitHub's limits. Calls that change nothing twice are tried
 * again; what makes something new never is, because its answer may be what got lost.
 */
export function connectGitHub(access: Access): GitHub {
  const [owner = '', repo = '', ...more] = access.repository.trim().split('/')
  if (owner === '' || repo === '' || more.length > 0) {
    throw new OperatorError(
      `GITHUB_REPOSITORY is "${access.repository}", which is no repository: write it as owner/name.`,
    )
  }
  const { polite = true, timeout = 15_000 } = access
  const wait = (seconds: number, _options: object, _octokit: unknown, tries: number) =>
    polite && seconds <= patience && tries < 2
  const octokit = new PoliteOctokit({
    auth: access.token.trim(),
    ...(access.apiUrl ? { baseUrl: addressOf(access.apiUrl) } : {}),
    userAgent: 'rollcall',
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(timeout) }),
    },
    retry: polite ? { retries: 2 } : { enabled: false },
    throttle: polite ? { onRateLimit: wait, onSecondaryRateLimit: wait } : { enabled: false },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
  return { rest: octokit.rest, paginate: octokit.paginate, owner, repo }
}

/** Where the API is, without a slash at the end. */
function addressOf(apiUrl: string): string {
  if (URL.canParse(apiUrl) && /^https?:/i.test(apiUrl)) return apiUrl.trim().replace(/\/+$/, '')
  throw new OperatorError(
    'GITHUB_API_URL is no address: write it like https://api.github.com, or leave it out.',
  )
}

/** For calls that make something new: tried once. */
export const once = { request: { retries: 0 } }
