export { watchWorkflows, workflowsRan } from './watch.ts'
export { parseWorkflow, readWorkflowFiles, type WorkflowFile } from './workflow-files.ts'
