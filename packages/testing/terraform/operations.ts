import { createHash } from 'node:crypto'
import type { Api } from './api.ts'
import { changesOf, complete, plan, type Resource, settled } from './plan.ts'
import { resources } from './resources/resources.ts'
import { type Failure, mistakesIn, packageSchema } from './schema.ts'
import type { State } from './state.ts'

type Change = { before: State; inputs: State; ignored: string[] }

/** Gives a name where one is missing, the former one if there is, and says what is wrong with the inputs. */
export function checked(
  type: string,
  given: State,
  from: { before: State; urn: string; seed: Uint8Array },
): { inputs: State; failures: Failure[] } {
  const { resource, schema } = known(type)
  const isNameless = resource.isNamed && (given.name ?? null) === null
  const inputs = isNameless ? { ...given, name: from.before.name ?? nameFor(from) } : given
  const failures = mistakesIn(inputs, schema.inputProperties, schema.requiredInputs)
  return { inputs, failures: failures.length > 0 ? failures : resource.validate(inputs) }
}

export function diffed(type: string, change: Change): { changes: string[]; replaces: string[] } {
  const { resource } = known(type)
  const { before, planned } = plannedFor(type, change)
  const changes = changesOf(before, planned)
  return { changes, replaces: changes.filter((name) => resource.replacedBy.includes(name)) }
}

/** @param api none in a preview, which answers what is planned. */
export async function created(type: string, inputs: State, api?: Api): Promise<State> {
  const { resource } = known(type)
  const planned = plan(type, resource, undefined, inputs)
  return api ? settled(resource, planned, await resource.create(planned, api)) : planned
}

/** @param api none in a preview, which answers what is planned. */
export async function updated(type: string, change: Change, api?: Api): Promise<State> {
  const { resource } = known(type)
  const { before, planned } = plannedFor(type, change)
  return api ? settled(resource, planned, await resource.update(before, planned, api)) : planned
}

/** Without a former state it is imported; with one, only what was given before is told as an input. */
export async function read(
  type: string,
  from: { id: string; before: State; inputs: State },
  api: Api,
): Promise<{ state: State; inputs: State } | undefined> {
  const { resource } = known(type)
  const isRefresh = Object.keys(from.before).length > 0
  const former = isRefresh ? from.before : await resource.importState(from.id, api)
  const before = complete(type, former)
  const found = await resource.read(before, api)
  if (!found) return undefined
  const state = settled(resource, before, found)
  const inputs = isRefresh ? following(from.inputs, state) : importedInputs(type, state)
  return { state, inputs: inputs as State }
}

export async function removed(type: string, before: State, api: Api): Promise<void> {
  await known(type).resource.remove(complete(type, before), api)
}

function plannedFor(type: string, { before, inputs, ignored }: Change) {
  const former = complete(type, before)
  const kept = ignored.map((name) => [name, former[name] ?? null])
  const config = { ...inputs, ...Object.fromEntries(kept) }
  return { before: former, planned: plan(type, known(type).resource, former, config) }
}

function known(type: string) {
  const resource: Resource | undefined = resources[type]
  const schema = packageSchema.resources[type]
  if (!resource || !schema) throw new Error(`Nothing stands in for ${type}.`)
  return { resource, schema }
}

/** The name of the resource and seven letters of the engine's seed. */
function nameFor({ urn, seed }: { urn: string; seed: Uint8Array }): string {
  const letters = createHash('sha256').update(seed).update(urn).digest('hex').slice(0, 7)
  return `${urn.split('::').at(-1)}-${letters}`
}

/** Inputs as they were, with what came back in their places. */
function following(input: unknown, now: unknown): unknown {
  if (Array.isArray(input) && Array.isArray(now)) {
    return input.slice(0, now.length).map((item, index) => following(item, now[index]))
  }
  if (!isObject(input) || !isObject(now)) return now
  const entries = Object.entries(input)
    .filter(([name]) => (now[name] ?? null) !== null)
    .map(([name, value]) => [name, following(value, now[name])])
  return Object.fromEntries(entries)
}

/** Of what can be given: what has to be, and what says something. */
function importedInputs(type: string, state: State): State {
  const { resource, schema } = known(type)
  const required = [...schema.requiredInputs, ...(resource.isNamed ? ['name'] : [])]
  const entries = Object.keys(schema.inputProperties)
    .map((name) => [name, state[name] ?? null] as const)
    .filter(([, value]) => value !== null)
    .filter(([name, value]) => required.includes(name) || (value !== false && value !== ''))
  return Object.fromEntries(entries)
}

function isObject(value: unknown): value is State {
  return typeof value === 'object' && value !== null
}
