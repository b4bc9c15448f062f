import { advisors } from './checks/advisors.ts'
import { apiUsageAnomalies } from './checks/api-usage-anomalies.ts'
import { backupsFresh } from './checks/backups-fresh.ts'
import { databaseDisk } from './checks/database-disk.ts'
import { databaseLoad } from './checks/database-load.ts'
import { databaseOnline } from './checks/database-online.ts'
import { edgeFunctionErrors } from './checks/edge-function-errors.ts'
import { edgeFunctionExecutions } from './checks/edge-function-executions.ts'
import { edgeFunctionLatency } from './checks/edge-function-latency.ts'
import { networkExposure } from './checks/network-exposure.ts'
import type { PlatformCheck } from './checks/platform-check.ts'
import { signInAnomalies } from './checks/sign-in-anomalies.ts'

/** The checks of the platform by checklist, each in the order of work. */
export const platformChecklists: Record<'daily' | 'weekly' | 'monthly', PlatformCheck[]> = {
  daily: [
    databaseOnline,
    databaseLoad,
    databaseDisk,
    edgeFunctionErrors,
    edgeFunctionExecutions,
    edgeFunctionLatency,
    backupsFresh,
  ],
  weekly: [advisors],
  monthly: [edgeFunctionErrors, backupsFresh, signInAnomalies, apiUsageAnomalies, networkExposure],
}
