import { generateWeeklyClasses } from '../remedies/generate-weekly-classes.ts'
import { sqlCheck } from '../sql-check.ts'

/**
 * The weekly run is due on Mondays at 06:00 of the school's clock; a run since then counts, and so
 * does the one of this week, whatever zone the school was in. The first one is due once a schedule
 * is known.
 */
export const weeklyGenerationRan = sqlCheck(import.meta, {
  title: 'The weekly generation ran when it was due',
  reads: [
    'public.students',
    'public.class_generation_logs',
    'rollcall.school',
    'rollcall.generation_runs',
    'rollcall.schedule_versions',
  ],
  parameters: ({ now, config }) => [now, config.thresholds.weeklyRunGraceHours],
  nothing: {
    reason: 'No active student has a schedule, so no weekly run was needed',
    hint: 'Give the students a start date and a schedule; `rollcall check student-data` names those who lack one.',
  },
  remedy: generateWeeklyClasses,
})
