import { z } from '@hono/zod-openapi'
import { generateStudent, isBehind, isThere } from '../generation.ts'
import { type Answer, operation } from '../operation.ts'
import { studentId, webhookResult } from '../schemas.ts'

const row = z.looseObject({})

/** https://supabase.com/docs/guides/database/webhooks#payload */
const body = z
  .looseObject({
    type: z.enum(['INSERT', 'UPDATE', 'DELETE']),
    table: z.string(),
    schema: z.string(),
    record: row.nullable(),
    old_record: row.nullable(),
  })
  .superRefine((sent, context) => {
    if (!tellsOfStudent(sent)) return
    const { error } = z.object({ id: studentId }).safeParse(sent.record)
    for (const issue of error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['record', ...issue.path], message: issue.message })
    }
  })

type Sent = { type: string; table: string; schema: string; record: Record<string, unknown> | null }

type NothingToDo = NonNullable<z.infer<typeof webhookResult>['nothingToDo']>

/** What the triggers on students may have missed, when the database tells that one was written. */
export const webhook = operation({
  method: 'post',
  path: '/webhook',
  body,
  description: {
    operationId: 'webhook',
    summary: 'Follow a write to a student',
    description:
      "Takes the body of Supabase's database webhooks. Where a student was written, and the trigger in the database left something undone, the coming two weeks are brought to the schedule; otherwise there is nothing to do.",
  },
  answers: { 200: { description: 'Nothing is left to do.', schema: webhookResult } },
  problems: [409],
  async run(sent, generation) {
    if (sent.schema !== 'public' || sent.table !== 'students') return nothing('other_table')
    if (!tellsOfStudent(sent)) return nothing('deleted')
    const student = studentId.parse(sent.record?.id)
    const { transact, limits, now } = generation
    const state = await transact(limits.whole, async (database) => {
      if (!(await isThere(database, student))) return 'no_such_student'
      return (await isBehind(database, student, now)) ? 'behind' : 'up_to_date'
    })
    if (state !== 'behind') return nothing(state)
    const { created, updated, removed, skipped, students, failed } = await generateStudent(
      generation,
      'weekly',
      student,
    )
    return answer({ created, updated, removed, skipped, students, failed }, null)
  },
})

function tellsOfStudent({ type, table, schema }: Sent): boolean {
  return schema === 'public' && table === 'students' && type !== 'DELETE'
}

function nothing(why: NothingToDo): Answer {
  const none = { created: 0, updated: 0, removed: 0, skipped: 0, students: 0, failed: 0 }
  return answer(none, why)
}

function answer(counts: Record<string, number>, nothingToDo: NothingToDo | null): Answer {
  return { status: 200, body: { ...counts, nothingToDo }, counts }
}
