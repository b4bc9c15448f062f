import type { RemedyInOne } from '../remedy.ts'
import { correctionPeriod } from './correction-period.ts'
import {
  type GenerationResult,
  generationSentence,
  previewMissingClasses,
} from './preview-missing-classes.ts'

/**
 * The document's correction script, for the period that the check `missing-classes` looks at: creates
 * what is missing, and from today on changes or removes what nobody touched and no schedule calls for.
 */
export const createMissingClasses: RemedyInOne = {
  id: 'create-missing-classes',
  title: 'Bring the classes to what the schedules call for',
  limit: 2000,
  async preview(context) {
    const { from, to } = await correctionPeriod(context)
    return previewMissingClasses(context, from, to)
  },
  async apply(context) {
    const { from, to } = await correctionPeriod(context)
    const { rows } = await context.database.query<{ result: GenerationResult }>(
      'select rollcall.generate_missing($1, $2, $3) as result',
      [from, to, context.now],
    )
    return generationSentence(rows[0]?.result as GenerationResult)
  },
}
