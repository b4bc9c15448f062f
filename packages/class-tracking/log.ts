/** One line of the log, for one request. It holds no text that the caller wrote. */
export type Entry = {
  level: 'info' | 'warn' | 'error'
  message: string
  requestId: string
  method: string
  /** The route, and not the path; `unknown` where there is none. */
  route: string
  status: number
  durationMs: number
  /** Of a problem. */
  code?: string
  /** What a generation did. */
  counts?: Record<string, number>
  /** Of what failed without being expected: what Postgres or the system calls it, and where it was. */
  failure?: { name: string; code?: string; at: string[] }
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** A method that is one. */
export function methodOf({ method }: Request): string {
  return methods.includes(method) ? method : 'other'
}

/** Success is information, a refusal a warning, and a failure an error. */
export function levelOf(status: number): Entry['level'] {
  if (status >= 500) return 'error'
  return status >= 400 ? 'warn' : 'info'
}

/** An error without its message, which may quote data. */
export function failureOf(error: unknown): NonNullable<Entry['failure']> {
  const {
    name = 'Error',
    code,
    stack = '',
  } = error as { name?: string; code?: unknown; stack?: string }
  const at = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
  return { name, ...(typeof code === 'string' ? { code } : {}), at }
}
