import type { Description, Schema } from './description.ts'

/** The types of what the calls answer, as TypeScript; not yet formatted. */
export function writeTypes({ operations }: Description): string {
  const answers = Object.entries(operations).map(
    ([name, { answer }]) => `  ${name}: ${typeOf(answer)}\n`,
  )
  const queries = Object.entries(operations)
    .filter(([, { query }]) => Object.keys(query.properties ?? {}).length > 0)
    .map(([name, { query }]) => `  ${name}: ${typeOf(query, 'closed')}\n`)
  return [
    '// Written by `npm run refresh-api -w @rollcall/supabase`; not to be edited.\n\n',
    '/** What is read of the answer to each call. A union with `string & {}` may hold other members. */\n',
    `export type Answers = {\n${answers.join('')}}\n\n`,
    '/** What may be asked of the calls that take a query. */\n',
    `export type Queries = {\n${queries.join('')}}\n`,
  ].join('')
}

/** What is sent is of the members that are known; what is answered need not be. */
type Enumerations = 'open' | 'closed'

function typeOf(schema: Schema, enumerations: Enumerations = 'open'): string {
  const type = bareType(schema, enumerations)
  return schema.nullable ? `${type} | null` : type
}

function bareType(schema: Schema, enumerations: Enumerations): string {
  const { type, enum: members, anyOf, items } = schema
  if (anyOf) return `(${anyOf.map((each) => typeOf(each, enumerations)).join(' | ')})`
  if (members) {
    const others = enumerations === 'open' ? ['string & {}'] : []
    return `(${[...members.map((each) => JSON.stringify(each)), ...others].join(' | ')})`
  }
  switch (type) {
    case 'object':
      return `{\n${fieldsOf(schema, enumerations).join('')}}`
    case 'array':
      return `(${typeOf(items ?? {}, enumerations)})[]`
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
      return type
    default:
      return 'unknown'
  }
}

function fieldsOf({ properties, required = [] }: Schema, enumerations: Enumerations): string[] {
  return Object.entries(properties ?? {}).map(([name, each]) => {
    const type = typeOf(each, enumerations)
    return required.includes(name)
      ? `${JSON.stringify(name)}: ${type}\n`
      : `${JSON.stringify(name)}?: ${type} | undefined\n`
  })
}
