import type { Stack } from '@pulumi/pulumi/automation/index.js'
import type { Change } from './change.ts'
import { changedOutputs } from './changed-outputs.ts'
import { DeploymentError } from './deployment-error.ts'
import { type EngineOptions, runEngine } from './run-engine.ts'
import { changesOf, stepsOf } from './steps.ts'

/**
 * What `deploy` would do now; nothing is written. Differences come from the engine's events.
 * @throws DeploymentError when the engine can't tell.
 */
export async function previewChanges(stack: Stack, options: EngineOptions = {}): Promise<Change[]> {
  const events = await runEngine(stack, options, (given) => stack.preview(given))
  return [...changedOutputs(events), ...changesOf(stepsOf(events, 'resourcePreEvent'))]
}

/**
 * Brings everything to what the program says, whatever somebody changed by hand, and answers what was
 * done.
 * @throws DeploymentError naming what failed, with what was done before; the next one does the rest.
 */
export async function deploy(stack: Stack, options: EngineOptions = {}): Promise<Change[]> {
  const events = await runEngine(
    stack,
    options,
    (given) => stack.up(given),
    ({ reason, hint, failures, cause }, soFar) => {
      const done = changesOf(stepsOf(soFar, 'resOutputsEvent'))
      return new DeploymentError({ reason, hint, failures, done }, { cause })
    },
  )
  return [...changedOutputs(events), ...changesOf(stepsOf(events, 'resOutputsEvent'))]
}
