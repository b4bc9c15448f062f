import { OperatorError } from '@rollcall/core'
import { type Context, type Kind, PartlyDone, type Properties } from '../kind.ts'
import { checkedProperties } from './checked-properties.ts'
import { type Difference, differences } from './differences.ts'
import { holdsUnknown, type Received, unknown } from './wire.ts'

type Asked = { type: string; context: Context }

/** Answers for each kind of resource what Pulumi asks. Properties are plain; what is not known yet is `unknown`. */
export function resourcesOf(kinds: Kind[]) {
  const kindOf = (type: string) => {
    const kind = kinds.find(({ name }) => type === `rollcall:index:${name}`)
    if (kind) return kind
    const known = kinds.map(({ name }) => name).join(', ')
    throw new OperatorError(`The provider has no resource ${type}; there are ${known}.`)
  }
  return {
    /** The properties that are secret whatever the program says. */
    secretsOf: (type: string) => secretNames(kindOf(type)),

    async check({ type, context }: Asked, given: Properties) {
      const kind = kindOf(type)
      const { values, failures } = checkedProperties(kind.inputs.shape, given)
      if (failures.length > 0 || !kind.prepare || holdsUnknown(values)) return { values, failures }
      const prepared = await kind.prepare(values, context)
      return 'failures' in prepared
        ? { values, failures: prepared.failures }
        : { values: prepared.inputs, failures }
    },

    diff({ type }: Pick<Asked, 'type'>, before: Properties, after: Properties) {
      const { identity } = kindOf(type)
      const found = differences(before, after)
      return { differences: found, replaces: identityOf(found, identity) }
    },

    async create({ type, context }: Asked, inputs: Properties, isPreview: boolean) {
      const kind = kindOf(type)
      if (isPreview) return { id: '', state: await foreseen(kind, inputs, undefined, context) }
      const { id, outputs } = await kind.create(inputs, context).catch((error) => {
        throw partly(error, inputs)
      })
      return { id, state: { ...inputs, ...outputs } }
    },

    async read({ type, context }: Asked, id: string, state: Properties) {
      const before = Object.keys(state).length > 0 ? state : undefined
      const found = await kindOf(type).read(id, before, context)
      return found && { inputs: found.inputs, state: { ...found.inputs, ...found.outputs } }
    },

    async update(
      { type, context }: Asked,
      id: string,
      before: Properties,
      inputs: Properties,
      isPreview: boolean,
    ) {
      const kind = kindOf(type)
      if (isPreview) return foreseen(kind, inputs, before, context)
      const outputs = await kind.update(id, before, inputs, context).catch((error) => {
        throw partly(error, inputs)
      })
      return { ...inputs, ...outputs }
    },

    delete: ({ type, context }: Asked, id: string, before: Properties) =>
      kindOf(type).delete(id, before, context),
  }
}

/** The state that an operation would leave: what can't be foreseen is unknown until it is done. */
async function foreseen(
  kind: Kind,
  inputs: Properties,
  before: Properties | undefined,
  context: Context,
): Promise<Properties> {
  const known = holdsUnknown(inputs) ? {} : await kind.foresee?.(inputs, before, context)
  const open = Object.keys(kind.outputs.shape).map((name) => [name, unknown])
  return { ...Object.fromEntries(open), ...inputs, ...known }
}

function partly(error: unknown, inputs: Properties): unknown {
  if (!(error instanceof PartlyDone)) return error
  return new PartlyDone(error.id, { ...inputs, ...error.outputs }, error.message, { cause: error })
}

function identityOf(found: Difference[], identity: string[]): string[] {
  return identity.filter((name) => found.some(({ path }) => topOf(path) === name))
}

/** The property that a path begins with. */
export function topOf(path: string): string {
  return path.split(/[.[]/)[0] ?? path
}

function secretNames({ inputs, outputs }: Kind): Set<string> {
  const shapes = Object.entries({ ...inputs.shape, ...outputs.shape })
  return new Set(shapes.filter(([, type]) => type.meta()?.secret).map(([name]) => name))
}

/** What is secret in an answer: what is so by its kind, and what came as a secret. */
export function secretsAmong(always: Set<string>, ...given: Received[]): Set<string> {
  return new Set([...always, ...given.flatMap(({ secrets }) => [...secrets])])
}
