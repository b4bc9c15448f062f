import type { Context, Handler, Hono, MiddlewareHandler } from 'hono'
import type { Admission } from './admission.ts'
import { type Entry, failureOf, levelOf, methodOf } from './log.ts'
import { answerOf, Problem } from './problem.ts'

export type Env = {
  Variables: {
    /** Of the request: in its log line, in the header `x-request-id`, and in a problem. */
    id: string
    route?: string
    counts?: Record<string, number>
    problem?: Problem
  }
}

/** Logs one line for each request, whatever became of it. */
export function recorded(log: (entry: Entry) => void): MiddlewareHandler<Env> {
  return async (context, next) => {
    const started = performance.now()
    context.set('id', crypto.randomUUID())
    await next()
    const { id, route, counts, problem } = context.var
    const { status } = context.res
    context.header('x-request-id', id)
    context.header('cache-control', 'no-store')
    const cause = problem?.cause
    log({
      level: levelOf(status),
      message: problem?.message ?? 'done',
      requestId: id,
      method: methodOf(context.req.raw),
      route: route ?? 'unknown',
      status,
      durationMs: Math.round(performance.now() - started),
      ...(problem ? { code: problem.code } : {}),
      ...(counts ? { counts } : {}),
      ...(status >= 500 && cause ? { failure: failureOf(cause) } : {}),
    })
  }
}

/** Answers with the problem of the first admission that has one. */
export function admitted(admissions: Admission[]): MiddlewareHandler<Env> {
  return async (context, next) => {
    for (const admission of admissions) {
      const problem = admission(context.req.raw)
      if (problem) throw problem
    }
    await next()
  }
}

/** The answer to whatever was thrown; what was not expected is told in the log alone. */
export function answered(error: Error, context: Context<Env>): Response {
  const problem =
    error instanceof Problem
      ? error
      : new Problem('internal', 'The log has the reason, under the id of this instance.', {
          cause: error,
        })
  context.set('problem', problem)
  return answerOf(problem, context.get('id'))
}

/** Serves one method at a path; others are told which it is. */
export function on(
  app: Hono<Env>,
  { method, path }: { method: 'get' | 'post'; path: string },
  base: string,
  handler: Handler<Env>,
) {
  const named: MiddlewareHandler<Env> = async (context, next) => {
    context.set('route', path)
    await next()
  }
  app.on(method.toUpperCase(), base + path, named, handler)
  app.all(base + path, named, () => {
    const allow = method === 'get' ? 'GET, HEAD' : 'POST'
    throw new Problem('method_not_allowed', `This path takes ${allow}.`, { headers: { allow } })
  })
}
