import { setOutput } from '@actions/core'
import type { Verdict } from '@rollcall/core'
import { checksNamed } from '../checklists.ts'
import { explainError } from '../explain-error.ts'
import { sendHeartbeat } from '../heartbeat.ts'
import { type LookOptions, look, lookWithoutDatabase } from '../look.ts'
import { platformAccess } from '../platform-access.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { input, log, runJob, skip } from './job.ts'
import { leaveResults, show } from './results.ts'

// Looks at what WHAT names, and leaves results.json to the job that keeps the issues.
await runJob(async (settings) => {
  const what = input('WHAT')
  const checks = checksNamed(what, platformAccess())
  const { databaseUrl: url } = settings
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
  await leaveResults(run, verdicts)
  const heartbeat = await sendHeartbeat({ url: input('ROLLCALL_HEARTBEAT_URL'), verdicts })
  if (heartbeat.state === 'failed') warnings.push(heartbeat.warning)
  hand(verdicts)
  return show({ run, verdicts, warnings }, settings)
})

/** Hands the numbers over to later steps and jobs. */
function hand(verdicts: Verdict[]) {
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
