import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configSchema, defaultConfig, parseConfig } from './config.ts'

test('an empty configuration is the default one', () => {
  expect(parseConfig('{}')).toEqual({ config: defaultConfig })
  expect(defaultConfig).toMatchObject({
    environment: 'production',
    thresholds: { missingClassesLookBackDays: 92, logRetentionDays: 30, weeklyRunGraceHours: 2 },
  })
})

test('every mistake is reported at once, each with its place', () => {
  const parsed = parseConfig(
    JSON.stringify({
      environmnt: 'x',
      school: { timezone: 'CET', closures: [{ from: '2026-02-30', to: '2026-03-01' }], zone: 1 },
      thresholds: { logRetentionDays: 0 },
      skip: { 'old-logs': '' },
    }),
  )
  const mistakes = 'mistakes' in parsed ? parsed.mistakes.join('\n') : ''
  expect(mistakes).toContain('no setting "environmnt"')
  expect(mistakes).toContain('no setting "zone"')
  expect(mistakes).toContain('school.timezone: is not an IANA zone')
  expect(mistakes).toContain('school.closures.0.from')
  expect(mistakes).toContain('thresholds.logRetentionDays')
  expect(mistakes).toContain('skip.old-logs')
})

test('what is no JSON says where it goes wrong', () => {
  expect(parseConfig('{ "school": ')).toEqual({
    mistakes: [expect.stringMatching(/^it is not JSON: /)],
  })
})

test.each(['CET', 'EST5EDT', 'Europe/Nowhere', 'GMT+2', ''])('%s is no zone', (timezone) => {
  expect(parseConfig(JSON.stringify({ school: { timezone } }))).toHaveProperty('mistakes')
})

test('a closure that ends before it starts is a mistake', () => {
  const closures = [{ from: '2026-03-02', to: '2026-03-01' }]
  expect(parseConfig(JSON.stringify({ school: { timezone: 'UTC', closures } }))).toEqual({
    mistakes: ['school.closures.0: ends before it starts'],
  })
})

test('the published JSON Schema is that of the code', () => {
  const published = readFileSync(new URL('./config.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(configSchema())))
})
