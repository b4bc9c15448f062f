import { answerFaults } from './description/description.ts'
import { operationOf } from './description/routes.ts'
import type { Platform } from './platform.ts'

export type Answered = { status: number; body: unknown; headers: Headers; faults: string[] }

/**
 * Asks the emulator as a client does, and holds the answer against the description. A form goes out
 * as one, a text as a bundle of code, everything else as JSON.
 */
export async function ask(
  { url, token }: Pick<Platform, 'url' | 'token'>,
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Answered> {
  const type = typeof body === 'string' ? 'application/vnd.denoland.eszip' : 'application/json'
  const isPlain = body === undefined || body instanceof FormData
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(!isPlain && { 'content-type': type }),
      ...more,
    },
    ...(body !== undefined && { body: bodyOf(body) }),
  })
  const { status, headers } = response
  const contentType = headers.get('content-type')?.split(';')[0]
  const text = await response.text()
  const isJson = contentType === 'application/json'
  const answer = text === '' ? undefined : isJson ? JSON.parse(text) : text
  const operation = operationOf(method, path.replace(/\?.*/, ''))?.operation
  const faults = operation
    ? answerFaults(operation, status, contentType, answer)
    : [`${method} ${path} isn't described`]
  return { status, headers, body: answer, faults }
}

function bodyOf(body: unknown): string | FormData {
  return body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body)
}
