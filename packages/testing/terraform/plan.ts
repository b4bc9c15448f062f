import { isDeepStrictEqual } from 'node:util'
import type { Api } from './api.ts'
import { type Failure, packageSchema } from './schema.ts'
import { type State, unknown } from './state.ts'

/** A resource of the provider as Terraform has it: its states are complete, what is not set is null. */
export type Resource = {
  /**
   * Who sets what the program leaves open is the provider. When something changes, it `keeps` what it
   * has set, or may set it anew, which a plan can't know.
   */
  computed: Record<string, 'keeps' | 'sets anew'>
  /** A change of one of these makes another resource. */
  replacedBy: string[]
  /** Required, and given a name by the bridge when the program gives none. */
  isNamed: boolean
  validate(config: State): Failure[]
  /** Whether two values that are written differently mean the same. */
  meansTheSame?(property: string, one: unknown, other: unknown): boolean
  /** Sets what follows from the rest of a plan. */
  finishPlan?(planned: State): State
  create(planned: State, api: Api): Promise<State>
  read(state: State, api: Api): Promise<State | undefined>
  update(before: State, planned: State, api: Api): Promise<State>
  remove(state: State, api: Api): Promise<void>
  /** The state by an id alone, which is then read. */
  importState(id: string, api: Api): Promise<State>
}

/** A state with every property, and none else. */
export function complete(type: string, values: State): State {
  const names = ['id', ...Object.keys(packageSchema.resources[type]?.properties ?? {})]
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]))
}

/** The state that Terraform would plan: what isn't known before it is applied is `unknown`. */
export function plan(
  type: string,
  resource: Resource,
  before: State | undefined,
  config: State,
): State {
  const given = complete(type, config)
  const proposed = Object.entries(given).map(([name, value]) => {
    const known = before?.[name] ?? null
    if (value === null) return [name, name in resource.computed ? known : null]
    return [name, before && isSame(resource, name, known, value) ? known : value]
  })
  const planned: State = Object.fromEntries(proposed)
  if (!before || !isDeepStrictEqual(planned, before)) {
    for (const [name, whenChanged] of Object.entries(resource.computed)) {
      if (given[name] !== null || (before && whenChanged === 'keeps')) continue
      planned[name] = unknown
    }
  }
  return resource.finishPlan?.(planned) ?? planned
}

/** The properties in which a plan differs from what is there. */
export function changesOf(before: State, planned: State): string[] {
  return Object.keys(planned).filter((name) => !isDeepStrictEqual(planned[name], before[name]))
}

function isSame({ meansTheSame }: Resource, name: string, one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other) || (meansTheSame?.(name, one, other) ?? false)
}

/** Keeps each text of `former` that means the same as what came back. */
export function settled(resource: Resource, former: State, state: State): State {
  const entries = Object.entries(state).map(([name, value]) => {
    const was = former[name] ?? null
    const keep = was !== null && was !== unknown && value !== null
    return [name, keep && isSame(resource, name, was, value) ? was : value]
  })
  return Object.fromEntries(entries)
}
