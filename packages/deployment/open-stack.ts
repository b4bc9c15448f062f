import type { Stack } from '@pulumi/pulumi/automation/index.js'
import { explainEngine } from './explain-engine.ts'

/**
 * The stack of a program that is there already, with the CLI on the PATH and the backend that the
 * environment names. Pulumi itself is loaded here and not before: it takes longer than all else.
 * @param folder of the program, with its Pulumi.yaml.
 * @throws DeploymentError saying what is missing or wrong.
 */
export async function openStack(name: string, folder: string): Promise<Stack> {
  const { LocalWorkspace } = await import('@pulumi/pulumi/automation/index.js')
  try {
    return await LocalWorkspace.selectStack(
      { stackName: name, workDir: folder },
      { envVars: { PULUMI_SKIP_UPDATE_CHECK: 'true' } },
    )
  } catch (thrown) {
    throw explainEngine(thrown, { stack: name })
  }
}
