import { defaultConfig } from '@rollcall/core'
import { parseWorkflow } from '@rollcall/github'
import { expect, test } from 'vitest'
import { examineConfiguration } from './configuration.ts'

const school = { timezone: 'Europe/Madrid', closures: [] }
const config = { ...defaultConfig, school }
const bare = { config, configured: true, json: false, now: '2026-03-11T11:00:00.000Z' }
const settings = { ...bare, databaseUrl: 'postgresql://somewhere' }
const daily = (zone: string) =>
  parseWorkflow('daily.yml', `on: { schedule: [{ cron: '13 7 * * *', timezone: ${zone} }] }`)

const look = (given: Partial<Parameters<typeof examineConfiguration>[0]>) =>
  new Map(
    examineConfiguration({ settings, files: [], ...given }).map(({ item, ...rest }) => [
      item,
      rest,
    ]),
  )

test('the zone of the database is held against it', () => {
  const zone = (given: Parameters<typeof look>[0]) => look(given).get('time zone in the database')
  expect(zone({ timezone: 'Europe/Madrid' })).toMatchObject({ state: 'ok' })
  expect(zone({ timezone: 'UTC' })).toMatchObject({
    state: 'missing',
    detail: 'It is UTC there and Europe/Madrid here.',
    fix: 'npx rollcall migrate',
  })
  expect(zone({})).toMatchObject({ state: 'unknown' })
  expect(zone({ settings: bare })).toMatchObject({ state: 'skipped' })
})

test('so is the zone of each schedule', () => {
  const zone = (name: string) =>
    look({ files: [daily(name), parseWorkflow('ci.yml', 'on: push')] }).get(
      'time zone of daily.yml',
    )
  expect(zone('Europe/Madrid')).toMatchObject({ state: 'ok' })
  expect(zone('Europe/Lisbon')).toMatchObject({
    state: 'missing',
    fix: 'In .github/workflows/daily.yml: timezone: Europe/Madrid',
  })
  expect([...look({ files: [parseWorkflow('ci.yml', 'on: push')] }).keys()]).not.toContain(
    'time zone of ci.yml',
  )
})

test('a file that is not there, has no zone, or is wrong', () => {
  const without = look({ settings: { ...bare, config: defaultConfig, configured: false } })
  expect(without.get('file')).toMatchObject({ state: 'missing' })
  expect(without.get('time zone')).toMatchObject({
    state: 'missing',
    fix: expect.stringContaining('"timezone"'),
  })
  const mistake = { detail: 'It has a mistake.', fix: 'Correct it.' }
  expect([...look({ mistake })]).toEqual([['file', { state: 'missing', ...mistake }]])
})
