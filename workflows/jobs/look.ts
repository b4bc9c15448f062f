import { writeFile } from 'node:fs/promises'
import { setOutput } from '@actions/core'
import { exitCode, type Verdict } from '@rollcall/core'
import { checksNamed } from '../checklists.ts'
import { publicVerdict } from '../commands/check.ts'
import { explainError } from '../explain-error.ts'
import { sendHeartbeat } from '../heartbeat.ts'
import { type LookOptions, look, lookWithoutDatabase } from '../look.ts'
import { platformAccess } from '../platform-access.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { annotate } from './annotate.ts'
import { input, log, runJob, skip } from './job.ts'
import { runSummary } from './run-summary.ts'
import { writeSummary } from './summary.ts'

// Looks at what WHAT names, and leaves results.json to the job that keeps the issues.
await runJob(async (settings) => {
  const what = input('WHAT')
  const checks = checksNamed(what, platformAccess())
  const { databaseUrl: url, config } = settings
  if (!url) {
    return skip(
      'The secret DATABASE_URL is not set, so there is no database to look at: docs/workflows.md says how to set it.',
    )
  }
  const warnings: string[] = []
  const options: LookOptions = {
    url,
    checklist: what,
    checks,
    settings,
    remedy: false,
    report: (verdict) => verdictLines(verdict).forEach(log),
    warn: (sentence) => warnings.push(sentence),
  }
  const { run, verdicts } = await look(options).catch((thrown) =>
    lookWithoutDatabase(options, explainError(thrown)),
  )
  const results = { run, verdicts: verdicts.map(publicVerdict) }
  await writeFile('results.json', `${JSON.stringify(results, null, 2)}\n`)
  const heartbeat = await sendHeartbeat({ url: input('ROLLCALL_HEARTBEAT_URL'), verdicts })
  if (heartbeat.state === 'failed') warnings.push(heartbeat.warning)
  hand(verdicts)
  annotate(verdicts, warnings)
  await writeSummary(runSummary(run, verdicts, warnings))
  const code = exitCode(verdicts)
  return code === 1 && !config.issues.findingsFailTheJob ? 0 : code
})

/** Hands the state and the numbers over to later steps and jobs. */
function hand(verdicts: Verdict[]) {
  const states = ['well', 'findings', 'blind'] as const
  setOutput('state', states[exitCode(verdicts)])
  const number = (state: Verdict['state']) => verdicts.filter((each) => each.state === state).length
  setOutput('checks', verdicts.length)
  setOutput('failed', number('fail'))
  setOutput('unknown', number('unknown'))
  const findings = verdicts.map((each) =>
    each.state === 'fail' ? each.findings.length + (each.more ?? 0) : 0,
  )
  setOutput(
    'findings',
    findings.reduce((sum, each) => sum + each, 0),
  )
}
