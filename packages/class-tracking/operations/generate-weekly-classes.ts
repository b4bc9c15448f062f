import { z } from '@hono/zod-openapi'
import { operation } from '../operation.ts'
import { weeklyResult } from '../schemas.ts'
import { generateWeekly } from '../weekly-generation.ts'

const body = z.strictObject({})

/** The weekly run for the whole school. */
export const generateWeeklyClasses = operation({
  method: 'post',
  path: '/generate-weekly-classes',
  body,
  description: {
    operationId: 'generateWeeklyClasses',
    summary: 'Fill the coming two weeks of every student',
    description:
      "Brings each student's classes from today to the end of next week to what the schedules call for. Twice makes nothing twice.",
  },
  answers: {
    200: { description: 'Everybody has what is due.', schema: weeklyResult },
    202: { description: 'Not everybody yet: call again, and it goes on.', schema: weeklyResult },
  },
  async run(_body, generation) {
    const generated = await generateWeekly(generation)
    const { created, updated, removed, skipped, students, failed, left } = generated
    return {
      status: generated.done ? 200 : 202,
      body: generated,
      counts: { created, updated, removed, skipped, students, failed, left },
    }
  },
})
