import { lookAtWorkflows } from '../commands/watch.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { log, runJob } from './job.ts'
import { leaveResults, show } from './results.ts'

// Looks whether every scheduled workflow ran, and leaves results.json to the job that keeps the issues.
await runJob(async (settings) => {
  const { run, verdict } = await lookAtWorkflows(settings)
  verdictLines(verdict).forEach(log)
  await leaveResults(run, [verdict])
  return show({ run, verdicts: [verdict], warnings: [] }, settings)
})
