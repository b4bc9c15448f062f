import type { EngineEvent, Stack } from '@pulumi/pulumi/automation/index.js'
import type { DeploymentError } from './deployment-error.ts'
import { explainEngine } from './explain-engine.ts'
import { secretsOf } from './secrets-of.ts'

export type EngineOptions = {
  /** Aborted when nobody waits any longer: the engine ends what it has begun. */
  signal?: AbortSignal
}

type Given = { onEvent(event: EngineEvent): void; refresh: true; signal?: AbortSignal }

/**
 * Lets the engine work, and answers its events. What it has for debugging is dropped: secrets are in
 * there in clear. The stack is always compared with what is really there, so that a preview tells what
 * a deployment does.
 * @param failed what else to say of the failure, by the events up to it.
 * @throws DeploymentError when it fails, or ends without saying that it is through.
 */
export async function runEngine(
  stack: Stack,
  { signal }: EngineOptions,
  work: (given: Given) => Promise<unknown>,
  failed: (error: DeploymentError, events: EngineEvent[]) => DeploymentError = (error) => error,
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = []
  const onEvent = (event: EngineEvent) => {
    if (event.diagnosticEvent && event.diagnosticEvent.severity !== 'error') return
    events.push(event)
  }
  try {
    await work({ onEvent, refresh: true, ...(signal ? { signal } : {}) })
    if (events.some(({ summaryEvent }) => summaryEvent)) return events
    throw new Error('The engine ended without a summary')
  } catch (thrown) {
    const secrets = await secretsOf(stack)
    throw failed(explainEngine(thrown, { stack: stack.name, events, secrets }), events)
  }
}
