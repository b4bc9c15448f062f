import { OperatorError, type Run, type Verdict } from '@rollcall/core'
import { z } from 'zod'

/** What `rollcall check --json` prints: one run and what it says. */
export type Results = { run: Run; verdicts: Verdict[] }

const instant = z.iso.datetime()

const finding = z.object({
  key: z.string().min(1),
  severity: z.enum(['warning', 'error']),
  detail: z.string(),
  subject: z.record(z.string(), z.unknown()).default({}),
})

const common = z.object({
  check: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  evidence: z.record(z.string(), z.unknown()).default({}),
  window: z.object({ from: instant, to: instant }),
})

const verdict = z.discriminatedUnion('state', [
  common.extend({ state: z.literal('pass') }),
  common.extend({
    state: z.literal('fail'),
    severity: z.enum(['warning', 'error']),
    findings: z.array(finding).min(1),
    more: z.int().min(0).optional(),
    done: z.string().optional(),
    refused: z.string().optional(),
  }),
  common.extend({ state: z.literal('remedied'), done: z.string(), before: z.array(finding) }),
  common.extend({ state: z.literal('unknown'), reason: z.string(), hint: z.string() }),
  common.extend({ state: z.literal('skipped'), reason: z.string() }),
])

const results = z.object({
  run: z.object({
    checklist: z.string(),
    environment: z.string().regex(/^[a-z0-9-]+$/),
    startedAt: instant,
    now: instant,
  }),
  verdicts: z.array(verdict),
})

/**
 * Reads what `rollcall check --json` printed.
 * @param name how the file is called, for the sentence.
 * @throws OperatorError where it is damaged, or of another environment or version.
 */
export function parseResults(text: string, name: string, environment: string): Results {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (cause) {
    throw new OperatorError(
      `${name} is no JSON: give the whole of what \`rollcall check … --json\` printed on standard output.`,
      { cause },
    )
  }
  const parsed = results.safeParse(data)
  if (!parsed.success) throw unreadable(parsed.error, data, name)
  const { run, verdicts } = parsed.data
  if (run.environment !== environment) {
    throw new OperatorError(
      `${name} is of the environment ${run.environment}, and the configuration names ${environment}: give the configuration of ${run.environment} with --config.`,
    )
  }
  return { run: { ...run, now: new Date(run.now).toISOString() }, verdicts: verdicts as Verdict[] }
}

function unreadable({ issues }: z.ZodError, data: unknown, name: string): OperatorError {
  const [first] = issues
  const said = (data as { error?: { message?: unknown } } | null)?.error?.message
  if (typeof said === 'string' && !(data as { run?: unknown }).run) {
    return new OperatorError(
      `${name} holds no results, because the check could not run: mend that, and run the check again.`,
    )
  }
  const place = first?.path.map(String).join('.') || 'the document'
  return new OperatorError(
    `${name} is damaged, or of a newer version of Rollcall, at ${place}: run the check again with the same version as this command.`,
  )
}
