import type { Check } from './check.ts'
import { checklistsRan } from './checks/checklists-ran.ts'
import { classStatistics } from './checks/class-statistics.ts'
import { classesCreated } from './checks/classes-created.ts'
import { duplicateClasses } from './checks/duplicate-classes.ts'
import { failedGenerations } from './checks/failed-generations.ts'
import { generationOutcomes } from './checks/generation-outcomes.ts'
import { missingClasses } from './checks/missing-classes.ts'
import { oldLogs } from './checks/old-logs.ts'
import { orphanedClasses } from './checks/orphaned-classes.ts'
import { rowLevelSecurity } from './checks/row-level-security.ts'
import { studentData } from './checks/student-data.ts'
import { weeklyGenerationRan } from './checks/weekly-generation-ran.ts'

const daily: Check[] = [
  generationOutcomes,
  classesCreated,
  failedGenerations,
  missingClasses,
  orphanedClasses,
  checklistsRan,
]

const weekly: Check[] = [
  studentData,
  weeklyGenerationRan,
  missingClasses,
  orphanedClasses,
  duplicateClasses,
  classStatistics,
]

const monthly: Check[] = [oldLogs, rowLevelSecurity]

/** The checklists by name, each in the order of work. */
export const checklists = { daily, weekly, monthly }

/** Every check once, in the order in which the checklists first name it. */
export const allChecks: Check[] = [...new Set([...daily, ...weekly, ...monthly])]
