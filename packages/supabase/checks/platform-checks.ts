import { advisors } from './advisors.ts'
import { apiUsageAnomalies } from './api-usage-anomalies.ts'
import { backupsFresh } from './backups-fresh.ts'
import { databaseDisk } from './database-disk.ts'
import { databaseLoad } from './database-load.ts'
import { databaseOnline } from './database-online.ts'
import { edgeFunctionErrors } from './edge-function-errors.ts'
import { edgeFunctionExecutions } from './edge-function-executions.ts'
import { edgeFunctionLatency } from './edge-function-latency.ts'
import { networkExposure } from './network-exposure.ts'
import type { PlatformCheck } from './platform-check.ts'
import { signInAnomalies } from './sign-in-anomalies.ts'

/** Every check that asks the platform; core's checklists name them. */
export const platformChecks: PlatformCheck[] = [
  databaseOnline,
  databaseLoad,
  databaseDisk,
  edgeFunctionErrors,
  edgeFunctionExecutions,
  edgeFunctionLatency,
  backupsFresh,
  advisors,
  signInAnomalies,
  apiUsageAnomalies,
  networkExposure,
]
