import { OperatorError } from '@rollcall/core'
import { infrastructureAccess } from '../infrastructure-access.ts'
import { lookForDrift } from './deploy-drift.ts'
import { previewDeployment } from './deploy-preview.ts'
import { deployStack } from './deploy-up.ts'
import { input, runJob, skip } from './job.ts'

// Previews the stack, deploys it or looks for drift, as WHAT says; without a stack it does nothing.
await runJob(async (settings) => {
  const infrastructure = infrastructureAccess()
  if ('without' in infrastructure) {
    return skip(
      'The variable PULUMI_STACK is not set, so there is no stack to deploy: docs/workflows.md says what it needs.',
    )
  }
  const what = input('WHAT')
  switch (what) {
    case 'preview':
      return previewDeployment(infrastructure)
    case 'up':
      return deployStack(infrastructure)
    case 'drift':
      return lookForDrift(settings, infrastructure)
    default:
      throw new OperatorError(
        `WHAT is "${what}", and must be preview, up or drift: correct it in the workflow file.`,
      )
  }
})
