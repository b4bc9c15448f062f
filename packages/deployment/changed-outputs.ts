import { isDeepStrictEqual } from 'node:util'
import type { EngineEvent } from '@pulumi/pulumi/automation/index.js'
import type { Change } from './change.ts'
import { resourceOf, stackType, stepsOf } from './steps.ts'

/**
 * The outputs of the stack that differ, as a change of the stack itself, which the engine calls the same.
 * Secrets are all alike in its events: that one of them has changed is not seen.
 */
export function changedOutputs(events: EngineEvent[]): Change[] {
  const step = stepsOf(events, 'resOutputsEvent').findLast(({ type }) => type === stackType)
  if (step?.op !== 'same') return []
  const [before, after] = [step.old?.outputs ?? {}, step.new?.outputs ?? {}]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const properties = names
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => `outputs.${name}`)
    .toSorted()
  return properties.length > 0 ? [{ ...resourceOf(step), operation: 'update', properties }] : []
}
