import { z } from 'zod'

const silence = z.strictObject({
  reason: z.string().min(1),
  until: z.iso.date().describe('The last day on which it is silenced.'),
})

/** The section `advisors` of the configuration. */
export const advisorSettings = z
  .strictObject({
    silenced: z
      .record(z.string(), silence)
      .default({})
      .describe(
        "What Supabase's advisors find and the school knows, by the key of the finding of advisors or by the name of the lint, each with the reason and the day on which somebody has to think again.",
      ),
  })
  .prefault({})
