import { fileURLToPath } from 'node:url'
import { type Infrastructure, openStack } from '@rollcall/deployment'

/** The folder of the Pulumi program. */
const program = fileURLToPath(new URL('../infra', import.meta.url))

/** The stack that PULUMI_STACK names, with the program of this checkout; or why there is none to look at. */
export function infrastructureAccess(
  environment = process.env,
): Infrastructure | { without: string } {
  const stack = environment.PULUMI_STACK?.trim()
  if (!stack) {
    return { without: 'No infrastructure is looked at: set PULUMI_STACK to the name of its stack' }
  }
  return { stack, open: () => openStack(stack, program) }
}
