export type { Answers, Queries } from './api/answers.ts'
export { tokenPermissions } from './api/parse.ts'
export type { PlatformCheck } from './checks/platform-check.ts'
export { platformChecks } from './checks/platform-checks.ts'
export { connectPlatform, type PlatformOptions } from './connect-platform.ts'
export { type Access, type PlatformAccess, readPlatformAccess, takesTokens } from './environment.ts'
export type { Arrival } from './logs/logs-arrive.ts'
export type { LogAnswer, LogQuery } from './logs/query-logs.ts'
export type { LogRange } from './logs/ranges.ts'
export { type Load, loadBetween } from './metrics/load.ts'
export { parseMetrics, type Sample } from './metrics/parse-metrics.ts'
export { createPace, type Pace } from './pace.ts'
export type { Platform } from './platform.ts'
export {
  PlatformError,
  type Problem,
  type ProblemKind,
  unknownFrom,
} from './platform-error.ts'
export {
  connectProject,
  type FunctionAnswer,
  type ProjectAccess,
  type ProjectOptions,
} from './project/connect-project.ts'
export { sessionPoolerUrl } from './session-pooler.ts'
