import { advisors } from './areas/advisors.ts'
import { analytics } from './areas/analytics.ts'
import { apiKeys } from './areas/api-keys.ts'
import { backups } from './areas/backups.ts'
import { database } from './areas/database.ts'
import { functions } from './areas/functions.ts'
import { readHealth } from './areas/health.ts'
import { network } from './areas/network.ts'
import { listOrganizations, readEntitlements, readOrganization } from './areas/organizations.ts'
import { createProject, listProjects, projects } from './areas/projects.ts'
import { secrets } from './areas/secrets.ts'
import { settings } from './areas/settings.ts'
import type { Operation } from './description/operations.ts'
import type { Answering, Asked, Reply } from './exchange.ts'

type OfProject = Extract<Operation, `${string}{ref}${string}`>

/** Who answers what doesn't name a project. */
export const accountHandlers: Record<Exclude<Operation, OfProject>, (asked: Asked) => Reply> = {
  'GET /v1/organizations': listOrganizations,
  'GET /v1/organizations/{slug}': readOrganization,
  'GET /v1/organizations/{slug}/entitlements': readEntitlements,
  'GET /v1/projects': listProjects,
  'POST /v1/projects': createProject,
}

/** Who answers what names a project. */
export const projectHandlers: Record<OfProject, Answering> = {
  'GET /v1/projects/{ref}': projects.read,
  'PATCH /v1/projects/{ref}': projects.rename,
  'DELETE /v1/projects/{ref}': projects.remove,
  'POST /v1/projects/{ref}/pause': projects.pause,
  'GET /v1/projects/{ref}/restore': projects.versions,
  'POST /v1/projects/{ref}/restore': projects.resume,
  'GET /v1/projects/{ref}/upgrade/eligibility': projects.eligibility,
  'GET /v1/projects/{ref}/health': readHealth,
  'GET /v1/projects/{ref}/advisors/performance': advisors.performance,
  'GET /v1/projects/{ref}/advisors/security': advisors.security,
  'GET /v1/projects/{ref}/analytics/endpoints/functions.combined-stats': analytics.functionStats,
  'GET /v1/projects/{ref}/analytics/endpoints/logs': analytics.logs,
  'GET /v1/projects/{ref}/analytics/endpoints/logs.all': analytics.goneLogs,
  'GET /v1/projects/{ref}/analytics/endpoints/metrics': analytics.metrics,
  'GET /v1/projects/{ref}/analytics/endpoints/usage.api-counts': analytics.apiCounts,
  'GET /v1/projects/{ref}/analytics/endpoints/usage.api-requests-count': analytics.requestsCount,
  'GET /v1/projects/{ref}/api-keys': apiKeys.list,
  'POST /v1/projects/{ref}/api-keys': apiKeys.create,
  'GET /v1/projects/{ref}/api-keys/legacy': apiKeys.readLegacy,
  'PUT /v1/projects/{ref}/api-keys/legacy': apiKeys.setLegacy,
  'GET /v1/projects/{ref}/api-keys/{id}': apiKeys.read,
  'PATCH /v1/projects/{ref}/api-keys/{id}': apiKeys.update,
  'DELETE /v1/projects/{ref}/api-keys/{id}': apiKeys.remove,
  'GET /v1/projects/{ref}/billing/addons': settings.addons,
  'PATCH /v1/projects/{ref}/billing/addons': settings.setAddon,
  'GET /v1/projects/{ref}/config/auth': settings.auth,
  'PATCH /v1/projects/{ref}/config/auth': settings.setAuth,
  'GET /v1/projects/{ref}/config/database/pooler': settings.pooler,
  'PATCH /v1/projects/{ref}/config/database/pooler': settings.setPooler,
  'GET /v1/projects/{ref}/config/database/postgres': settings.postgres,
  'PATCH /v1/projects/{ref}/config/database/postgres': settings.setPostgres,
  'PUT /v1/projects/{ref}/config/database/postgres': settings.replacePostgres,
  'GET /v1/projects/{ref}/config/disk': settings.disk,
  'POST /v1/projects/{ref}/config/disk': settings.setDisk,
  'GET /v1/projects/{ref}/config/disk/autoscale': settings.autoscale,
  'GET /v1/projects/{ref}/config/disk/util': settings.diskUse,
  'GET /v1/projects/{ref}/config/storage': settings.storage,
  'PATCH /v1/projects/{ref}/config/storage': settings.setStorage,
  'GET /v1/projects/{ref}/postgrest': settings.postgrest,
  'PATCH /v1/projects/{ref}/postgrest': settings.setPostgrest,
  'PATCH /v1/projects/{ref}/database/password': settings.password,
  'GET /v1/projects/{ref}/readonly': settings.readOnly,
  'POST /v1/projects/{ref}/readonly/temporary-disable': settings.writeAgain,
  'GET /v1/projects/{ref}/database/backups': backups.list,
  'POST /v1/projects/{ref}/database/backups/restore': backups.restore,
  'POST /v1/projects/{ref}/database/backups/restore-pitr': backups.restoreToTime,
  'GET /v1/projects/{ref}/database/backups/schedule': backups.readSchedule,
  'PATCH /v1/projects/{ref}/database/backups/schedule': backups.setSchedule,
  'GET /v1/projects/{ref}/database/migrations': database.migrations,
  'POST /v1/projects/{ref}/database/migrations': database.migrate,
  'PUT /v1/projects/{ref}/database/migrations': database.note,
  'GET /v1/projects/{ref}/database/migrations/{version}': database.migration,
  'POST /v1/projects/{ref}/database/query': database.query,
  'POST /v1/projects/{ref}/database/query/read-only': database.readOnlyQuery,
  'POST /v1/projects/{ref}/database/webhooks/enable': database.enableWebhooks,
  'GET /v1/projects/{ref}/functions': functions.list,
  'POST /v1/projects/{ref}/functions': functions.create,
  'PUT /v1/projects/{ref}/functions': functions.replace,
  'POST /v1/projects/{ref}/functions/deploy': functions.deploy,
  'GET /v1/projects/{ref}/functions/{function_slug}': functions.read,
  'PATCH /v1/projects/{ref}/functions/{function_slug}': functions.update,
  'DELETE /v1/projects/{ref}/functions/{function_slug}': functions.remove,
  'GET /v1/projects/{ref}/functions/{function_slug}/body': functions.body,
  'GET /v1/projects/{ref}/network-restrictions': network.restrictions,
  'PATCH /v1/projects/{ref}/network-restrictions': network.change,
  'POST /v1/projects/{ref}/network-restrictions/apply': network.apply,
  'POST /v1/projects/{ref}/network-bans/retrieve': network.bans,
  'POST /v1/projects/{ref}/network-bans/retrieve/enriched': network.explainedBans,
  'DELETE /v1/projects/{ref}/network-bans': network.unban,
  'GET /v1/projects/{ref}/ssl-enforcement': network.ssl,
  'PUT /v1/projects/{ref}/ssl-enforcement': network.setSsl,
  'GET /v1/projects/{ref}/secrets': secrets.list,
  'POST /v1/projects/{ref}/secrets': secrets.set,
  'DELETE /v1/projects/{ref}/secrets': secrets.remove,
}
