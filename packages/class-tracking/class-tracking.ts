import { Hono } from 'hono'
import type { Admission } from './admission.ts'
import { bearerSecret } from './bearer-secret.ts'
import { connections, type Open } from './connections.ts'
import { describe } from './description.ts'
import type { Limits } from './generation.ts'
import type { Entry } from './log.ts'
import { generateMissingClasses } from './operations/generate-missing-classes.ts'
import { generateWeeklyClasses } from './operations/generate-weekly-classes.ts'
import { health } from './operations/health.ts'
import { webhook } from './operations/webhook.ts'
import { Problem } from './problem.ts'
import type { BodyLimits } from './read-body.ts'
import { admitted, answered, type Env, on, recorded } from './requests.ts'

export type Options = {
  /** What every path begins with, such as `/class-tracking`. */
  base: string
  open: Open
  /** In this order, and before the secret; the first that says no answers. */
  admissions?: Admission[]
  /** What callers have to bear, and what it is called where it is set; left out, they need none. */
  secret?: { value: string | undefined; name: string }
  /** ISO 8601 in UTC. */
  now(): string
  /** How many days back gaps are filled. */
  lookBackDays: number
  log(entry: Entry): void
  limits?: Partial<AllLimits>
}

type AllLimits = Limits & { body: BodyLimits; connections: number; turn: number }

/**
 * After 150 s without an answer Supabase ends a request, with less than 256 MB and 2 s of processor time
 * for it: https://supabase.com/docs/guides/functions/limits. Times are in milliseconds.
 */
const defaultLimits: AllLimits = {
  whole: 30_000,
  deadline: 75_000,
  body: { most: 1_048_576, patience: 10_000 },
  connections: 3,
  turn: 20_000,
}

/** Answers a request; it never rejects. */
export type ClassTracking = { fetch(request: Request): Response | Promise<Response> }

const operations = [generateWeeklyClasses, generateMissingClasses, webhook, health]

/** The API: the same in an edge function and in `rollcall serve`. */
export function classTracking(options: Options): ClassTracking {
  const limits = { ...defaultLimits, ...options.limits }
  const transact = connections(options.open, limits.connections, limits.turn)
  const app = new Hono<Env>()
  app.use(recorded(options.log))
  app.use(admitted(options.admissions ?? []))
  if (options.secret) app.use(admitted([bearerSecret(options.secret)]))
  for (const operation of operations) {
    on(app, operation, options.base, async (context) => {
      const { lookBackDays } = options
      const generation = { transact, now: options.now(), lookBackDays, limits }
      const answer = await operation.answer(context.req.raw, generation, limits.body)
      if (answer.counts) context.set('counts', answer.counts)
      return Response.json(answer.body, { status: answer.status })
    })
  }
  on(app, { method: 'get', path: '/openapi.json' }, options.base, () =>
    Response.json(describe(operations, options.base, options.secret !== undefined)),
  )
  app.notFound(() => {
    throw new Problem('unknown_path', `${options.base}/openapi.json says what there is.`)
  })
  app.onError((error, context) => answered(error, context))
  return { fetch: (request) => app.fetch(request) }
}
