import { z } from '@hono/zod-openapi'
import { codesOf, type ProblemStatus } from './problem.ts'

const count = z.int().min(0)

const counts = {
  created: count.describe('Classes.'),
  updated: count.describe('Classes that nobody touched, brought to the schedule.'),
  removed: count.describe('Classes that nobody touched and no schedule calls for any more.'),
  skipped: count.describe('Students to whom no class is due.'),
  students: count.describe('Students to whom classes are due.'),
  failed: count.describe('Students for whom the generation failed.'),
}

const failures = z
  .array(z.object({ studentId: z.int(), sqlstate: z.string() }))
  .describe('The first hundred students for whom it failed.')

/** What a generation for one student did. */
export const result = z
  .object({
    ...counts,
    from: z.iso.date(),
    to: z.iso.date(),
    skippedBecause: z.record(z.string(), count).describe('How many were skipped for which reason.'),
    failures,
  })
  .openapi('Generation')

/** What a weekly run did. */
export const weeklyResult = z
  .object({
    ...result.shape,
    done: z.boolean().describe('Whether everybody has what is due; else call again.'),
    left: count.describe('Students that are still behind, without those for whom it failed.'),
  })
  .openapi('WeeklyGeneration')

/** What a webhook led to. */
export const webhookResult = z
  .object({
    ...counts,
    nothingToDo: z
      .enum(['other_table', 'deleted', 'no_such_student', 'up_to_date'])
      .nullable()
      .describe('Why nothing was generated; null where something was.'),
  })
  .openapi('Webhook')

/** What the database says of itself. */
export const health = z
  .object({
    status: z.literal('up'),
    schema: z.string().describe('Begins the checksum of what `rollcall migrate` has deployed.'),
    deployedAt: z.iso.datetime(),
  })
  .openapi('Health')

const notAnId = 'Expected a whole number of 1 or more, as a number or as text of digits.'

/** The id of a student: people paste it as a number and as text. */
export const studentId = z
  .union(
    [z.int().min(1).max(Number.MAX_SAFE_INTEGER), z.string().regex(/^[1-9]\d{0,14}$/, notAnId)],
    { error: notAnId },
  )
  .transform(Number)

/** Problem details (RFC 9457) of one status. */
export function problem(status: ProblemStatus) {
  return z.object({
    type: z.string().describe('`urn:rollcall:problem:` and the code.'),
    title: z.string(),
    status: z.literal(status),
    detail: z.string(),
    instance: z.string().describe('`urn:uuid:` and the id of the request, which is in the log.'),
    code: z.enum(codesOf(status)),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('Each mistake in the body, by JSON Pointer.'),
    failed: count.optional(),
    failures: failures.optional(),
  })
}
