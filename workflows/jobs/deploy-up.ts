import { error } from '@actions/core'
import { DeploymentError, deploy, type Infrastructure } from '@rollcall/deployment'
import { openMasked } from './deploy-access.ts'
import { changeTable, countsOf, failureLines } from './deploy-report.ts'
import { log } from './job.ts'
import { oneLine } from './log.ts'
import { writeSummary } from './summary.ts'

/**
 * Deploys the stack and tells what was done. A run that is cancelled lets the engine end what it has
 * begun, as far as GitHub waits.
 * @returns the exit code: 0, or 2 when something could not be deployed; the next run does it.
 */
export async function deployStack(infrastructure: Infrastructure): Promise<number> {
  const cancelled = new AbortController()
  const cancel = () => cancelled.abort()
  process.once('SIGINT', cancel)
  const heading = `## Deployed \`${infrastructure.stack}\``
  try {
    const stack = await openMasked(infrastructure)
    const changes = await deploy(stack, { signal: cancelled.signal })
    log(`${infrastructure.stack}: ${countsOf(changes)}.`)
    await writeSummary([heading, '', `${countsOf(changes)}.`, '', ...changeTable(changes)])
    return 0
  } catch (thrown) {
    if (!(thrown instanceof DeploymentError)) throw thrown
    const { reason, hint, done, failures } = thrown
    for (const failure of failures) log(`${failure.type} ${failure.name}: ${failure.reason}`)
    error(oneLine(`${reason}. ${hint}`))
    await writeSummary([
      `${heading}, not wholly`,
      '',
      ...failureLines(thrown),
      '',
      `Before that: ${countsOf(done)}.`,
      '',
      ...changeTable(done),
    ])
    return 2
  } finally {
    process.off('SIGINT', cancel)
  }
}
