// Takes the operations that we use out of GitHub's published description (MIT), and what they reach:
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
//   node packages/testing/github/description/refresh.ts package/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs'
import { type Json, subsetOf, type Taking, type Tree } from '../../http/subset.ts'
import { operations } from './operations.ts'

/**
 * The text of `github-rest.json`: of each named operation the schema of its request and of each of
 * its answers, and the schemas that these refer to; one line each, so that a difference shows what
 * has changed. Throws for an operation that the description doesn't have.
 */
export function githubSubset(whole: Tree, named: readonly string[]): string {
  const { operations, definitions } = subsetOf(whole, named, described)
  const version = JSON.stringify((whole.info as Tree).version)
  return `{ "version": ${version},\n"operations": {\n${lines(operations)}\n},\n"definitions": {\n${lines(definitions)}\n} }\n`
}

function described(operation: Tree, { pruned, resolved }: Taking): Json {
  function bodyOf(node: Json | undefined): Json {
    const json = (resolved(node).content as Tree | undefined)?.['application/json']
    return json ? pruned((json as Tree).schema ?? null) : null
  }
  const answers = Object.entries(operation.responses as Tree).map(([status, answer]) => [
    status,
    bodyOf(answer),
  ])
  return { request: bodyOf(operation.requestBody), answers: Object.fromEntries(answers) }
}

function lines(of: [string, Json][]): string {
  return of.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')
}

if (import.meta.main) {
  const [source] = process.argv.slice(2)
  if (!source) throw new Error('Name the file that holds the whole description.')
  const whole = JSON.parse(readFileSync(source, 'utf8')) as Tree
  writeFileSync(new URL('github-rest.json', import.meta.url), githubSubset(whole, operations))
}
