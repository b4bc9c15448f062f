import type { Remedy } from '../remedy.ts'
import {
  type GenerationResult,
  generationSentence,
  previewMissingClasses,
} from './preview-missing-classes.ts'

/** The weekly run, late: today to the end of next week, for everybody. */
export const generateWeeklyClasses: Remedy = {
  id: 'generate-weekly-classes',
  title: 'Run the weekly generation now',
  limit: 20_000,
  async preview(context) {
    const { rows } = await context.database.query<{ from: string; to: string }>(
      'select rollcall.local_date($1) as from, rollcall.horizon($1) as to',
      [context.now],
    )
    const { from, to } = rows[0] as { from: string; to: string }
    return previewMissingClasses(context, from, to)
  },
  async apply({ database, now }) {
    const { rows } = await database.query<{ result: GenerationResult }>(
      'select rollcall.generate_weekly($1) as result',
      [now],
    )
    const { count, done } = generationSentence(rows[0]?.result as GenerationResult)
    return { count, done: `The weekly run is done: ${done}` }
  },
}
