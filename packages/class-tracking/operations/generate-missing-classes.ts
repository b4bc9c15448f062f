import { z } from '@hono/zod-openapi'
import { generateStudent } from '../generation.ts'
import { operation } from '../operation.ts'
import { result, studentId } from '../schemas.ts'

const body = z.strictObject({ studentId })

/** The correction for one student. For the whole school it has a bound, and is a remedy. */
export const generateMissingClasses = operation({
  method: 'post',
  path: '/generate-missing-classes',
  body,
  description: {
    operationId: 'generateMissingClasses',
    summary: 'Fill the gaps of one student',
    description:
      'Also those behind, as far back as the configuration looks for them; they are marked as backfilled, because they are billable. Twice makes nothing twice.',
  },
  answers: { 200: { description: 'The student has what is due.', schema: result } },
  problems: [404, 409],
  async run({ studentId: student }, generation) {
    const generated = await generateStudent(generation, 'missing', student)
    const { created, updated, removed, skipped, students, failed } = generated
    return {
      status: 200,
      body: generated,
      counts: { created, updated, removed, skipped, students, failed },
    }
  },
})
