import type { RemedyContext } from '../remedy.ts'

/** The dates between which the correction works, both inclusive: those that `missing-classes` looks at. */
export async function correctionPeriod({ database, now, config: { thresholds } }: RemedyContext) {
  const { rows } = await database.query<{ from: string; to: string }>(
    'select first_date as from, last_date as to from rollcall.missing_classes_window($1, $2, $3)',
    [now, thresholds.missingClassesLookBackDays, thresholds.weeklyRunGraceHours],
  )
  return rows[0] as { from: string; to: string }
}
