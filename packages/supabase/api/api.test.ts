import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describe } from './describe.ts'
import { readDescription, type Schema } from './description.ts'
import { type OperationName, uses } from './operations.ts'
import { parseAnswer, tokenPermissions } from './parse.ts'
import { prune } from './prune.ts'
import { writeTypes } from './write-types.ts'

const description = readDescription()
const names = Object.keys(uses) as OperationName[]

type Recorded = { operation: OperationName; status: number; contentType: string; body: unknown }
const recorded: Recorded[] = readFileSync(new URL('recorded.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

test('the types are those of the description', () => {
  const biome = new URL('../../../node_modules/.bin/biome', import.meta.url)
  const formatted = execFileSync(
    process.execPath,
    [fileURLToPath(biome), 'format', '--stdin-file-path=packages/supabase/api/answers.ts'],
    { input: writeTypes(description), cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
  )
  expect(formatted.toString()).toBe(readFileSync(new URL('answers.ts', import.meta.url), 'utf8'))
})

test('the description holds every call that is used, and no other', () => {
  expect(Object.keys(description.operations).sort()).toEqual(names.toSorted())
  for (const name of names) {
    expect(description.operations[name].operationId).toBe(uses[name].operationId)
  }
  // Its old address keeps the id, and answers 410.
  expect(description.operations.logs.path).toMatch(/endpoints\/logs$/)
})

test('every call names the permission that it needs, and those that look only read', () => {
  for (const name of names) expect(description.operations[name].permissions).not.toEqual([])
  expect(tokenPermissions).toContain('analytics_logs_read')
  expect(tokenPermissions.filter((each) => !each.endsWith('_read'))).toEqual([])
  const writing = names.filter((name) =>
    description.operations[name].permissions.some((each) => each.endsWith('_write')),
  )
  expect(writing).toEqual(['deployFunction', 'deleteFunction'])
})

test('a call that is no longer described is named', () => {
  const published = { info: { title: '', version: '' }, paths: {}, components: { schemas: {} } }
  expect(() => describe(published)).toThrow('The description has no v1-get-project any more')
})

test.each(recorded)('a recorded answer to $operation is read', ({ operation, ...answer }) => {
  const { status, contentType } = description.operations[operation]
  expect(answer.status).toBe(status)
  expect(answer.contentType.split(';')[0]).toBe(contentType)
  const result = parseAnswer(operation, answer.body)
  expect(result).toHaveProperty('value')
  expect(JSON.stringify(result)).not.toMatch(/kept-secret|api_key|jwt_secret|hash/)
})

test('members and fields that nobody knows yet are read', () => {
  const health = [
    { name: 'queue', healthy: false, status: 'DREAMING', since: 1, info: { kind: 'new' } },
  ]
  expect(parseAnswer('health', health)).toEqual({
    value: [{ name: 'queue', healthy: false, status: 'DREAMING', error: undefined }],
  })
  const entitlement = {
    feature: { key: 'backup.teleport', type: 'matrix' },
    type: 'matrix',
    hasAccess: true,
    config: { enabled: true, rows: 3 },
  }
  expect(parseAnswer('entitlements', { entitlements: [entitlement] })).toHaveProperty('value')
})

test.each([
  ['health', [{ name: 'db', healthy: 'yes', status: 'ACTIVE_HEALTHY' }], '0.healthy'],
  ['backups', { region: 'r', walg_enabled: true, pitr_enabled: false, backups: null }, 'backups'],
  ['project', 'OK', 'the whole'],
  ['secrets', { message: 'none' }, 'the whole'],
  ['networkBans', {}, 'banned_ipv4_addresses'],
  ['networkBans', { banned_ipv4_addresses: [1] }, 'banned_ipv4_addresses.0'],
  ['apiRequestsCount', { result: [{ count: '7' }] }, 'result.0.count'],
] as const)('what %s needs and does not get is named', (name, answer, misfit) => {
  expect(parseAnswer(name, answer)).toEqual({ misfit })
})

test.each([
  ['2026-03-09T06:17:00Z', '2026-03-09T06:17:00.000Z'],
  ['2026-03-09 06:17:00+00', '2026-03-09T06:17:00.000Z'],
  ['2026-03-09T06:17:00.5', '2026-03-09T06:17:00.500Z'],
  ['2026-03-09T08:17:00+02:00', '2026-03-09T06:17:00.000Z'],
])('the instant %s is %s', (written, instant) => {
  expect(parseAnswer('backups', withBackupAt(written))).toMatchObject({
    value: { backups: [{ inserted_at: instant }] },
  })
})

test('a time that is none is no answer', () => {
  expect(parseAnswer('backups', withBackupAt('last night'))).toEqual({
    misfit: 'backups.0.inserted_at',
  })
})

function withBackupAt(instant: string) {
  const backup = { id: 1, is_physical_backup: true, status: 'COMPLETED', inserted_at: instant }
  return {
    region: 'eu-west-1',
    walg_enabled: true,
    pitr_enabled: false,
    backups: [backup],
    physical_backup_data: {},
  }
}

const described = names.filter((name) => name !== 'metrics')

test('an answer as described is read', () => {
  fc.assert(
    fc.property(fc.constantFrom(...described), fc.gen(), (name, gen) => {
      const given = gen(anyOf, description.operations[name].answer)
      expect(parseAnswer(name, given)).toHaveProperty('value')
    }),
    { numRuns: 300 },
  )
})

test('an answer without something that is required is none', () => {
  const strict = described.filter((name) => description.operations[name].answer.required)
  fc.assert(
    fc.property(fc.constantFrom(...strict), fc.nat(), fc.gen(), (name, index, gen) => {
      const { answer } = description.operations[name]
      const given = gen(anyOf, answer) as Record<string, unknown>
      const required = answer.required ?? []
      const missing = required[index % required.length] as string
      delete given[missing]
      expect(parseAnswer(name, given)).toEqual({ misfit: missing })
    }),
    { numRuns: 300 },
  )
})

test('nothing that is answered makes the reading break', () => {
  fc.assert(
    fc.property(fc.constantFrom(...described), fc.jsonValue(), (name, given) => {
      const result = parseAnswer(name, given)
      expect('value' in result || 'misfit' in result).toBe(true)
    }),
    { numRuns: 300 },
  )
})

/** Anything that a schema allows. */
function anyOf(schema: Schema): fc.Arbitrary<unknown> {
  const { nullable } = schema
  return nullable ? fc.oneof(fc.constant(null), anyBare(schema)) : anyBare(schema)
}

function anyBare({
  type,
  format,
  anyOf: choices,
  items,
  properties,
  required = [],
}: Schema): fc.Arbitrary<unknown> {
  if (choices) return fc.oneof(...choices.map(anyOf))
  switch (type) {
    case 'object': {
      const fields: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
        Object.entries(properties ?? {}).map(([key, each]) => [key, anyOf(each)]),
      )
      return fc.record(fields, { requiredKeys: required })
    }
    case 'array':
      return fc.array(anyOf(items ?? {}), { maxLength: 3 })
    case 'integer':
      return fc.integer()
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'string':
      return format === 'date-time'
        ? fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
        : fc.string()
    default:
      return fc.jsonValue()
  }
}

test('a field that the description no longer has is named', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  expect(() => prune(schema, {}, ['a', 'b.c'])).toThrow('The description has no .b')
})

test('a choice between objects becomes one, with what all of them require', () => {
  const one = { type: 'object', properties: { id: { type: 'string' }, a: { type: 'number' } } }
  const schemas = { One: { ...one, required: ['id', 'a'] } }
  const other = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
  expect(
    prune({ anyOf: [{ $ref: '#/components/schemas/One' }, other] }, schemas, ['id', 'a']),
  ).toEqual({
    type: 'object',
    properties: { a: { type: 'number' }, id: { type: 'string' } },
    required: ['id'],
  })
})
