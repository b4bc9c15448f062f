import { setTimeout as wait } from 'node:timers/promises'

/** `json` is there only if the answer says that it is JSON, which is what the provider's client asks for. */
export type Answer = { status: number; json: unknown; text: string }

export type Api = {
  /** One call; a GET that fails for a while is tried three more times, a write never. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Aborted when the deployment is cancelled. */
  signal: AbortSignal
}

/** A failure as the provider reports it: one that has happened leaves the state as it was. */
export class TerraformError extends Error {
  constructor(summary: string, detail: string, options?: ErrorOptions) {
    super(`${summary}: ${detail}`, options)
  }
}

export function connectApi(endpoint: string, token: string, signal: AbortSignal): Api {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'TFProvider/1.10.1' }
  async function send(method: string, path: string, body: unknown): Promise<Answer> {
    const response = await fetch(new URL(`.${path}`, `${endpoint.replace(/\/*$/, '')}/`), {
      method,
      signal,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, json: isJson ? JSON.parse(text) : undefined, text }
  }
  return {
    signal,
    async call(method, path, body) {
      for (let retries = method === 'GET' ? 3 : 0; ; retries--) {
        const answer = await send(method, path, body).catch((error: unknown) => {
          if (retries > 0 && !signal.aborted) return undefined
          const reason = error instanceof Error ? (error.cause ?? error) : error
          throw new TerraformError('Client Error', `${method} ${path}, got error: ${reason}`, {
            cause: error,
          })
        })
        if (answer && (retries === 0 || !transient.has(answer.status))) return answer
        await wait(500, undefined, { signal })
      }
    },
  }
}

const transient = new Set([408, 429, 500, 502, 503, 504])

/** Takes the JSON of an answer with that status, and no other answer. */
export function jsonOf<T>(answer: Answer, status: number, what: string): T {
  if (answer.status === status && answer.json !== undefined) return answer.json as T
  throw unable(what, answer)
}

export function expectStatus(answer: Answer, statuses: number[], what: string): void {
  if (!statuses.includes(answer.status)) throw unable(what, answer)
}

function unable(what: string, { status, text }: Answer): TerraformError {
  return new TerraformError('Client Error', `Unable to ${what}, got status ${status}: ${text}`)
}
