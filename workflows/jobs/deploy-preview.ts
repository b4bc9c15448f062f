import { writeFile } from 'node:fs/promises'
import { error, notice, setOutput, summary } from '@actions/core'
import { DeploymentError, type Infrastructure, previewChanges } from '@rollcall/deployment'
import { openMasked, withoutSecrets } from './deploy-access.ts'
import { countsOf, type Previewed, previewBlocks } from './deploy-report.ts'
import { log } from './job.ts'
import { oneLine } from './log.ts'
import { writeSummary } from './summary.ts'

/**
 * Says what a deployment would do, and leaves it in preview.json to the job that comments on the pull
 * request. Where GitHub gives no secrets it says so, and the job is green.
 * @returns the exit code: 0, or 2 when the engine could not tell.
 */
export async function previewDeployment(infrastructure: Infrastructure): Promise<number> {
  const blind = withoutSecrets()
  if (blind) {
    setOutput('state', 'blind')
    notice(blind, { title: 'Not previewed' })
    await summary.addRaw(`**Not previewed.** ${blind}\n`).write()
    return 0
  }
  const previewed = await look(infrastructure)
  setOutput('state', previewed.state)
  await writeFile('preview.json', `${JSON.stringify(previewed, null, 2)}\n`)
  await writeSummary(previewBlocks(previewed))
  if (previewed.state !== 'failed') {
    log(`${infrastructure.stack}: ${countsOf(previewed.changes)}.`)
    return 0
  }
  error(oneLine(`${previewed.reason}. ${previewed.hint}`))
  return 2
}

async function look(infrastructure: Infrastructure): Promise<Previewed> {
  const { stack } = infrastructure
  try {
    const changes = await previewChanges(await openMasked(infrastructure))
    return { stack, state: changes.length > 0 ? 'changes' : 'same', changes }
  } catch (thrown) {
    if (!(thrown instanceof DeploymentError)) throw thrown
    const { reason, hint, failures } = thrown
    for (const failure of failures) log(`${failure.type} ${failure.name}: ${failure.reason}`)
    return { stack, state: 'failed', reason, hint }
  }
}
