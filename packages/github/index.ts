export type { Applied } from './apply.ts'
export type { Links } from './body.ts'
export { type Access, connectGitHub, type GitHub } from './client.ts'
export { code, prose } from './escape.ts'
export { concernsAll, explainGitHub } from './explain-github.ts'
export { labels } from './labels.ts'
export { databaseMemory, type Memory } from './memory.ts'
export type { Action } from './plan/action.ts'
export type { Reconciliation } from './prepare.ts'
export { applyIssues, planIssues } from './reconcile.ts'
export { parseResults, type Results } from './results.ts'
export { previewText, tellOfRemedy } from './tell.ts'
export {
  parseWorkflow,
  readWorkflowFiles,
  type WorkflowFile,
  watchWorkflows,
  workflowsRan,
} from './watch/index.ts'
