// Takes the operations that the emulator answers out of Supabase's published description, and what
// they reach. https://api.supabase.com/api/v1-json is that description:
//   node packages/testing/platform/description/refresh.ts v1-json
import { readFileSync, writeFileSync } from 'node:fs'
import { type Json, subsetOf, type Taking, type Tree } from '../../http/subset.ts'
import { operations } from './operations.ts'

/**
 * The text of `management-api.ndjson`: a line for the version, one for each named operation and one
 * for each schema that these refer to, so that a difference shows what has changed. Throws for an
 * operation that the description doesn't have.
 */
export function platformSubset(whole: Tree, named: readonly string[]): string {
  const taken = subsetOf(whole, named, described, /^x-open-enum$/)
  const version = (whole.info as Tree).version ?? null
  const lines: Json[] = [
    { version },
    ...taken.operations.map(([operation, described]) => ({ operation, described })),
    ...taken.definitions.map(([definition, schema]) => ({ definition, schema })),
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** The schemas of an operation's parameters, request and answers by content type, and its permissions. */
function described(operation: Tree, { pruned, resolved }: Taking): Json {
  function bodyOf(node: Json | undefined): Json {
    const content = Object.entries((resolved(node).content ?? {}) as Tree)
    return Object.fromEntries(
      content.map(([type, media]) => [type, pruned((media as Tree).schema ?? {})]),
    )
  }
  const parameters = ((operation.parameters ?? []) as Json[]).map((parameter) => {
    const { name = null, in: place = null, required = false, schema = {} } = resolved(parameter)
    return { name, in: place, required, schema: pruned(schema) }
  })
  const answers = Object.entries(operation.responses as Tree).map(([status, answer]) => [
    status,
    bodyOf(answer),
  ])
  return {
    permissions: operation['x-fga-permissions'] ?? null,
    parameters,
    ...(operation.requestBody !== undefined && { request: bodyOf(operation.requestBody) }),
    answers: Object.fromEntries(answers),
  }
}

if (import.meta.main) {
  const [source] = process.argv.slice(2)
  if (!source) throw new Error('Name the file that holds the whole description.')
  const whole = JSON.parse(readFileSync(source, 'utf8')) as Tree
  writeFileSync(
    new URL('management-api.ndjson', import.meta.url),
    platformSubset(whole, operations),
  )
}
