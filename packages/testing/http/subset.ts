/** A description in OpenAPI's form, or a part of it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Tree = { [key: string]: Json }

export type Subset = { operations: [string, Json][]; definitions: [string, Json][] }

/** What an operation's description can be told from: a schema without its words, what a reference means. */
export type Taking = { pruned(schema: Json): Json; resolved(node: Json | undefined): Tree }

/** Words for people, and what only the makers of clients read. */
const unneeded = /^(description|summary|title|examples?|externalDocs|deprecated|x-.*)$/

/**
 * Takes the named operations (`GET /user`) out of a whole description, each as `describe` tells it,
 * and the schemas that these refer to, by name. What `kept` matches stays although it is prose.
 * @throws Error for an operation that the description doesn't have.
 */
export function subsetOf(
  whole: Tree,
  named: readonly string[],
  describe: (operation: Tree, take: Taking) => Json,
  kept = /^$/,
): Subset {
  const definitions = new Map<string, Json>()

  function pruned(node: Json, isMap = false): Json {
    if (Array.isArray(node)) return node.map((item) => pruned(item))
    if (node === null || typeof node !== 'object') return node
    if (typeof node.$ref === 'string') return { $ref: `#/definitions/${take(node.$ref)}` }
    const needed = Object.entries(node).filter(
      ([key]) => isMap || kept.test(key) || !unneeded.test(key),
    )
    return Object.fromEntries(
      needed.map(([key, value]) => [key, pruned(value, key === 'properties' && !isMap)]),
    )
  }

  function take(reference: string): string {
    const name = reference.split('/').at(-1) ?? reference
    if (!definitions.has(name)) {
      definitions.set(name, null)
      definitions.set(name, pruned(found(whole, reference)))
    }
    return name
  }

  function resolved(node: Json | undefined): Tree {
    const reference = (node as Tree | undefined)?.$ref
    return (typeof reference === 'string' ? found(whole, reference) : (node ?? {})) as Tree
  }

  const operations = named.map((name): [string, Json] => {
    const [method = '', path = ''] = name.split(' ')
    const operation = ((whole.paths as Tree)[path] as Tree)?.[method.toLowerCase()] as Tree
    if (!operation) throw new Error(`The description has no ${name}. Take it off operations.ts.`)
    return [name, describe(operation, { pruned, resolved })]
  })
  return { operations, definitions: [...definitions].sort(([a], [b]) => (a < b ? -1 : 1)) }
}

function found(whole: Tree, reference: string): Json {
  const steps = reference.slice('#/'.length).split('/')
  return steps.reduce<Json>((node, step) => (node as Tree)[step] ?? null, whole)
}
