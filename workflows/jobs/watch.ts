import { writeFile } from 'node:fs/promises'
import { setOutput } from '@actions/core'
import { exitCode } from '@rollcall/core'
import { publicVerdict } from '../commands/check.ts'
import { lookAtWorkflows } from '../commands/watch.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { annotate } from './annotate.ts'
import { log, runJob } from './job.ts'
import { runSummary } from './run-summary.ts'
import { writeSummary } from './summary.ts'

const states = ['well', 'findings', 'blind'] as const

// Looks whether every scheduled workflow ran, and leaves results.json to the job that keeps the issues.
await runJob(async (settings) => {
  const { run, verdict } = await lookAtWorkflows(settings)
  verdictLines(verdict).forEach(log)
  await writeFile(
    'results.json',
    `${JSON.stringify({ run, verdicts: [publicVerdict(verdict)] }, null, 2)}\n`,
  )
  const code = exitCode([verdict])
  setOutput('state', states[code])
  annotate([verdict], [])
  await writeSummary(runSummary(run, [verdict], []))
  return code === 1 && !settings.config.issues.findingsFailTheJob ? 0 : code
})
