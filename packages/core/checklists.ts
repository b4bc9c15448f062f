import type { Check } from './check.ts'
import { checklistsRan } from './checks/checklists-ran.ts'
import { classStatistics } from './checks/class-statistics.ts'
import { classesCreated } from './checks/classes-created.ts'
import { connections } from './checks/connections.ts'
import { dataIntegrity } from './checks/data-integrity.ts'
import { duplicateClasses } from './checks/duplicate-classes.ts'
import { exposedPrivileges } from './checks/exposed-privileges.ts'
import { failedGenerations } from './checks/failed-generations.ts'
import { generationOutcomes } from './checks/generation-outcomes.ts'
import { indexHealth } from './checks/index-health.ts'
import { missingClasses } from './checks/missing-classes.ts'
import { oldLogs } from './checks/old-logs.ts'
import { orphanedClasses } from './checks/orphaned-classes.ts'
import { queryPerformance } from './checks/query-performance.ts'
import { rowLevelSecurity } from './checks/row-level-security.ts'
import { schedulesActive } from './checks/schedules-active.ts'
import { schemaIntact } from './checks/schema-intact.ts'
import { studentData } from './checks/student-data.ts'
import { tableGrowth } from './checks/table-growth.ts'
import { tableMaintenance } from './checks/table-maintenance.ts'
import { weeklyGenerationRan } from './checks/weekly-generation-ran.ts'

/** A check of this package, or the name of one in packages/supabase, which asks the platform. */
type Listed = Check | string

// The platform comes first, because whether the project is there decides about all else.
const daily: Listed[] = [
  'database-online',
  'database-load',
  'database-disk',
  'edge-function-errors',
  'edge-function-executions',
  'edge-function-latency',
  'backups-fresh',
  connections,
  queryPerformance,
  schemaIntact,
  generationOutcomes,
  classesCreated,
  failedGenerations,
  missingClasses,
  orphanedClasses,
  checklistsRan,
  schedulesActive,
]

const weekly: Listed[] = [
  'advisors',
  studentData,
  weeklyGenerationRan,
  missingClasses,
  orphanedClasses,
  duplicateClasses,
  classStatistics,
  // Once a month would be too few measurements to forecast from.
  tableGrowth,
]

const monthly: Listed[] = [
  'edge-function-errors',
  'backups-fresh',
  'sign-in-anomalies',
  'api-usage-anomalies',
  'network-exposure',
  oldLogs,
  tableGrowth,
  indexHealth,
  tableMaintenance,
  rowLevelSecurity,
  exposedPrivileges,
  dataIntegrity,
]

/** The checklists by name, each whole and in the order of work. */
export const checklists = { daily, weekly, monthly }

/** Every check of this package once, in the order in which the checklists first name it. */
export const allChecks: Check[] = [...new Set([...daily, ...weekly, ...monthly])].filter(
  (each) => typeof each !== 'string',
)
