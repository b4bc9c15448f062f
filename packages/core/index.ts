export { type Application, applyRemedy } from './apply-remedy.ts'
export type { Check, Context, Database } from './check.ts'
export { allChecks, checklists } from './checklists.ts'
export {
  type Config,
  configSchema,
  defaultConfig,
  isZone,
  parseConfig,
  type School,
  school as schoolSettings,
} from './config.ts'
export { diagnoseDuplicates } from './diagnosis/duplicates.ts'
export { diagnosePerformance } from './diagnosis/performance.ts'
export { diagnosePermissions } from './diagnosis/permissions.ts'
export { diagnoseStudent } from './diagnosis/student.ts'
export { diagnoseStudents, type StudentsDiagnosis } from './diagnosis/students.ts'
export type { Diagnosis, Step } from './diagnosis/walk.ts'
export { diagnoseWeekly } from './diagnosis/weekly.ts'
export { describedObjectsFile, routineFolders, triggerFolder } from './generation/files.ts'
export { type Generated, type GenerateOptions, generate } from './generation/generate.ts'
export { type Occurrence, previewSchedule, type SchedulePreview } from './generation/preview.ts'
export { opensAtOnce } from './issue-settings.ts'
export type { LookSession } from './look.ts'
export { type Measurement, measure } from './metrics/metrics.ts'
export { OperatorError } from './operator-error.ts'
export { allRemedies } from './remedies/all-remedies.ts'
export { namedAtMost, type Preview, type Remedy, type RemedyContext } from './remedy.ts'
export { type RunOptions, runChecks } from './run-checks.ts'
export { type Run, readWatermarks, recordRun } from './run-history.ts'
export { type MetricStatus, readStatus, type Status } from './status.ts'
export {
  type Evidence,
  exitCode,
  type Finding,
  type Look,
  type Severity,
  type State,
  type Verdict,
  type Window,
  worst,
} from './verdict.ts'
export { obstacleToSeeing } from './visibility.ts'
