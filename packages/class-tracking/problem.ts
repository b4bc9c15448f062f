/** What can go wrong, by the code that callers may rely on: a status and what it is called. */
const kinds = {
  invalid_json: [400, 'The body is not JSON'],
  unauthorized: [401, 'The secret is missing or wrong'],
  foreign_origin: [403, 'A page of another site asks'],
  unknown_path: [404, 'There is nothing at this path'],
  unknown_student: [404, 'There is no such student'],
  method_not_allowed: [405, 'The path does not take this method'],
  body_too_slow: [408, 'The body came too slowly'],
  student_busy: [409, 'The student is being changed'],
  body_too_large: [413, 'The body is too large'],
  not_json: [415, 'Only JSON is taken'],
  unknown_host: [421, 'This is not the host that was asked for'],
  invalid_body: [422, 'The body is not as described'],
  generation_failed: [500, 'The generation failed'],
  database_forbids: [500, 'The database does not let this role generate'],
  internal: [500, 'Something failed that should not'],
  secret_not_configured: [503, 'No secret is configured'],
  database_unreachable: [503, 'The database can not be reached'],
  database_busy: [503, 'The database is busy'],
  database_read_only: [503, 'The database takes no changes'],
  not_migrated: [503, 'The database is not migrated'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof kinds
export type ProblemStatus = (typeof kinds)[ProblemCode][0]

export type ProblemOptions = ErrorOptions & {
  /** Members beside the standard ones. */
  more?: Record<string, unknown>
  headers?: Record<string, string>
}

/** An answer of problem details (RFC 9457). What it says is for the caller: no name, secret or SQL. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly more: Record<string, unknown>
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options)
    this.code = code
    this.more = options.more ?? {}
    this.headers = options.headers ?? {}
  }
  get status(): ProblemStatus {
    return kinds[this.code][0]
  }
}

/** The codes that a status may come with. */
export function codesOf(status: ProblemStatus): [ProblemCode, ...ProblemCode[]] {
  const codes = Object.entries(kinds).filter(([, [own]]) => own === status)
  return codes.map(([code]) => code as ProblemCode) as [ProblemCode, ...ProblemCode[]]
}

/** The answer; `id` is the request's, which is in the log too. */
export function answerOf(problem: Problem, id: string): Response {
  const { code, status, message, more, headers } = problem
  const body = {
    type: `urn:rollcall:problem:${code}`,
    title: kinds[code][1],
    status,
    detail: message,
    instance: `urn:uuid:${id}`,
    code,
    ...more,
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  })
}
