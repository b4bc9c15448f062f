import type { EngineEvent, Stack } from '@pulumi/pulumi/automation/index.js'
import type { Change } from './change.ts'
import { type EngineOptions, runEngine } from './run-engine.ts'
import { changesOf, isReal, type Step, stepsOf } from './steps.ts'

/**
 * A resource that is not as the program says: `gone` was deployed and isn't there any more, `changed`
 * was changed by hand, `undeployed` differs because the program was changed and not deployed.
 */
export type Drifted = Change & { cause: 'gone' | 'changed' | 'undeployed' }

export type Drift = {
  /** How many resources the program has, those aside that are only names. */
  examined: number
  resources: Drifted[]
}

/**
 * How what is there differs from what the program says, by a refresh and a preview that write nothing.
 * Only what a deployment would mend counts.
 * @throws DeploymentError when the engine can't tell.
 */
export async function driftOf(stack: Stack, options: EngineOptions = {}): Promise<Drift> {
  return driftIn(await runEngine(stack, options, (given) => stack.preview(given)))
}

/** The drift that the events of a preview with a refresh tell of. */
function driftIn(events: EngineEvent[]): Drift {
  const real = stepsOf(events, 'resourcePreEvent').filter(isReal)
  const planned = real.filter(({ op }) => op !== 'refresh')
  const refreshed = stepsOf(events, 'resOutputsEvent').filter(({ op }) => op === 'refresh')
  const seen = new Map(refreshed.map((step) => [step.urn, step]))
  return {
    examined: new Set([...planned, ...refreshed.filter(isReal)].map(({ urn }) => urn)).size,
    resources: changesOf(planned).map((change) => ({
      ...change,
      cause: causeOf(seen.get(change.urn)),
    })),
  }
}

function causeOf(refreshed: Step | undefined): Drifted['cause'] {
  if (!refreshed) return 'undeployed'
  if (!refreshed.new) return 'gone'
  return (refreshed.diffs ?? []).length > 0 ? 'changed' : 'undeployed'
}
