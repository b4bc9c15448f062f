// Takes the operations that we use out of GitHub's published description (MIT), and what they reach:
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
//   node packages/testing/github/description/refresh.ts package/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs'
import { operations } from './operations.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Tree = { [key: string]: Json }

/** Words for people, and what only the makers of clients read. */
const unneeded = /^(description|summary|title|examples?|externalDocs|deprecated|x-.*)$/

/**
 * The text of `github-rest.json`: of each named operation the schema of its request and of each of
 * its answers, and the schemas that these refer to; one line each, so that a difference shows what
 * has changed. Throws for an operation that the description doesn't have.
 */
export function subsetOf(whole: Tree, named: readonly string[]): string {
  const definitions = new Map<string, Json>()

  function pruned(node: Json, isMap = false): Json {
    if (Array.isArray(node)) return node.map((item) => pruned(item))
    if (node === null || typeof node !== 'object') return node
    if (typeof node.$ref === 'string') return { $ref: `#/definitions/${take(node.$ref)}` }
    const kept = Object.entries(node).filter(([key]) => isMap || !unneeded.test(key))
    return Object.fromEntries(
      kept.map(([key, value]) => [key, pruned(value, key === 'properties' && !isMap)]),
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

  function bodyOf(node: Json | undefined): Json {
    const reference = (node as Tree | undefined)?.$ref
    const described = (typeof reference === 'string' ? found(whole, reference) : node) as Tree
    const json = (described?.content as Tree | undefined)?.['application/json']
    return json ? pruned((json as Tree).schema ?? null) : null
  }

  function operationOf(name: string): [string, Json] {
    const [method = '', path = ''] = name.split(' ')
    const described = ((whole.paths as Tree)[path] as Tree)?.[method.toLowerCase()] as Tree
    if (!described) throw new Error(`The description has no ${name}. Take it off operations.ts.`)
    const answers = Object.entries(described.responses as Tree).map(([status, answer]) => [
      status,
      bodyOf(answer),
    ])
    return [name, { request: bodyOf(described.requestBody), answers: Object.fromEntries(answers) }]
  }

  const described = named.map(operationOf)
  const sorted = [...definitions].sort(([a], [b]) => (a < b ? -1 : 1))
  const version = JSON.stringify((whole.info as Tree).version)
  return `{ "version": ${version},\n"operations": {\n${lines(described)}\n},\n"definitions": {\n${lines(sorted)}\n} }\n`
}

function found(whole: Tree, reference: string): Json {
  const steps = reference.slice('#/'.length).split('/')
  return steps.reduce<Json>((node, step) => (node as Tree)[step] ?? null, whole)
}

function lines(of: [string, Json][]): string {
  return of.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')
}

if (import.meta.main) {
  const [source] = process.argv.slice(2)
  if (!source) throw new Error('Name the file that holds the whole description.')
  const whole = JSON.parse(readFileSync(source, 'utf8')) as Tree
  writeFileSync(new URL('github-rest.json', import.meta.url), subsetOf(whole, operations))
}
