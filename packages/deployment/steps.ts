import type { EngineEvent, StepEventMetadata } from '@pulumi/pulumi/automation/index.js'
import type { Change, Operation, Resource } from './change.ts'

/** What the engine does to a resource, as its operations are called. */
export type Step = StepEventMetadata

/** The types of what the engine keeps for itself. */
export const stackType = 'pulumi:pulumi:Stack'
const providerType = /^pulumi:providers:/

/** The steps that events of one kind tell of, in their order. */
export function stepsOf(
  events: EngineEvent[],
  kind: 'resourcePreEvent' | 'resOutputsEvent' | 'resOpFailedEvent',
): Step[] {
  return events.flatMap(({ [kind]: event }) => (event ? [event.metadata] : []))
}

/** The resource that a step is about. The name comes last in its URN, and may hold what parts the others. */
export function resourceOf({ urn, type }: Pick<Step, 'urn' | 'type'>): Resource {
  return { urn, type, name: urn.split('::').slice(3).join('::') }
}

/** Whether a resource is something outside of the stack, and neither a component nor a provider's settings. */
export function isReal({ type, old, new: now }: Step): boolean {
  return (now ?? old)?.custom === true && !providerType.test(type)
}

/** Those that read, or leave everything as it is, are none. */
const operations: Partial<Record<Step['op'], Operation>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  import: 'import',
  replace: 'replace',
  'create-replacement': 'replace',
  'delete-replaced': 'replace',
  'import-replacement': 'replace',
  'remove-pending-replace': 'replace',
}

/** What changes, one for each resource, by type and name. */
export function changesOf(steps: Step[]): Change[] {
  const changes = new Map<string, Change>()
  for (const step of steps) {
    const operation = operationOf(step)
    if (!operation) continue
    const before = changes.get(step.urn)
    changes.set(step.urn, {
      ...resourceOf(step),
      operation: before?.operation === 'replace' ? 'replace' : operation,
      properties: [...new Set([...(before?.properties ?? []), ...pathsOf(step)])].toSorted(),
    })
  }
  return [...changes.values()].toSorted(byTypeAndName)
}

function operationOf({ op, old }: Step): Operation | undefined {
  const operation = operations[op]
  if (operation !== 'delete') return operation
  // A copy that an earlier replacement left is no resource of its own.
  if (old?.delete) return 'replace'
  return old?.retainOnDelete ? 'forget' : 'delete'
}

function byTypeAndName(one: Resource, other: Resource): number {
  return compare(one.type, other.type) || compare(one.name, other.name)
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** Where a step finds a difference. What is below a secret may tell of it: then the whole property stands for it. */
function pathsOf(step: Step): string[] {
  const detailed = Object.keys(step.detailedDiff ?? {})
  const paths = detailed.length > 0 ? detailed : (step.diffs ?? [])
  return [...new Set(paths.map((path) => (isSecret(step, topOf(path)) ? topOf(path) : path)))]
}

const topOf = (path: string) => /^[^.[]+/.exec(path)?.[0] ?? path

/** How Pulumi marks a value of its own kind, and which kind is a secret. */
const signature = '4dabf18193072939515e22adb298388d'
const secretKind = '1b47061264138c4ac30d75fd1eb44270'

function isSecret({ old, new: now }: Step, property: string): boolean {
  return [old?.inputs, old?.outputs, now?.inputs, now?.outputs].some((values) =>
    holdsSecret(values?.[property]),
  )
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ((value as Record<string, unknown>)[signature] === secretKind) return true
  return Object.values(value).some(holdsSecret)
}
