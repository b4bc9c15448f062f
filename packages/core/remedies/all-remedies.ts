import type { Remedy } from '../remedy.ts'
import { cleanOldLogs } from './clean-old-logs.ts'
import { createMissingClasses } from './create-missing-classes.ts'
import { generateWeeklyClasses } from './generate-weekly-classes.ts'
import { reapplyRoutines } from './reapply-routines.ts'
import { rebuildIndex } from './rebuild-index.ts'
import { regenerate } from './regenerate.ts'
import { removeDuplicateClasses } from './remove-duplicate-classes.ts'
import { vacuumAnalyze } from './vacuum-analyze.ts'

/** Every remedy, in the order in which a person meets them. */
export const allRemedies: Remedy[] = [
  regenerate,
  createMissingClasses,
  generateWeeklyClasses,
  removeDuplicateClasses,
  cleanOldLogs,
  reapplyRoutines,
  vacuumAnalyze,
  rebuildIndex,
]
