import type { Answers } from './api/answers.ts'
import type { OperationName } from './api/operations.ts'
import { operations, parseAnswer } from './api/parse.ts'
import type { Kind } from './pace.ts'
import { PlatformError } from './platform-error.ts'
import { type Outgoing, send, type Wire } from './send.ts'

export type Asked = {
  /** Into the path besides the project's ref. */
  path?: Record<string, string>
  query?: Record<string, string>
  kind?: Kind
} & Pick<Outgoing, 'body' | 'problem'>

/**
 * Makes one call and answers with what the description promises.
 * @throws PlatformError
 */
export async function call<Name extends OperationName>(
  wire: Wire,
  name: Name,
  asked: Asked = {},
): Promise<Answers[Name]> {
  const text = await callForText(wire, name, asked)
  const answer = parsed(text, name)
  if (hasFailed(answer)) throw failed(name)
  const result = parseAnswer(name, answer)
  if ('value' in result) return result.value
  throw malformed(name, `is not as described at ${result.misfit}`)
}

/** Makes one call and answers with its text. @throws PlatformError */
export function callForText(wire: Wire, name: OperationName, asked: Asked = {}): Promise<string> {
  const operation = operations[name]
  const parts: Record<string, string> = { ref: wire.ref, ...asked.path }
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, part) =>
    encodeURIComponent(parts[part] ?? ''),
  )
  const query = new URLSearchParams(asked.query).toString()
  const url = `${wire.endpoint}${path}${query && `?${query}`}`
  const { kind = 'call', body, problem } = asked
  return send(wire, { operation, url, kind, body, problem })
}

export function malformed(name: OperationName, how: string): PlatformError {
  return new PlatformError({
    kind: 'malformed',
    reason: `Supabase's answer to ${operations[name].operationId} ${how}`,
    hint: 'Run the check again; if it stays so, the API has changed: update Rollcall, or report it as a defect.',
  })
}

function parsed(text: string, name: OperationName): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(name, 'is no JSON')
  }
}

/** The analytics calls answer 200 with an `error` when they could not look. */
function hasFailed(answer: unknown): boolean {
  const { error } = (answer ?? {}) as { error?: unknown }
  return !Array.isArray(answer) && error !== undefined && error !== null
}

function failed(name: OperationName): PlatformError {
  return new PlatformError({
    kind: 'failed',
    reason: `Supabase could not answer ${operations[name].operationId}: it says so with status 200`,
    hint: "Run the check again; if it stays so, see whether the dashboard's Logs Explorer works.",
  })
}
