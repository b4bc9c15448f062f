import * as pulumi from '@pulumi/pulumi'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readConfig } from './config.ts'

const adopted = { projectRef: 'abcdefghijklmnopqrst', databasePassword: 'pw', accessToken: 'sbp_1' }

beforeEach(() => {
  vi.stubEnv('SUPABASE_ACCESS_TOKEN', '')
  vi.stubEnv('SUPABASE_API_ENDPOINT', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  pulumi.runtime.setAllConfig({})
})

function read(config: Record<string, string>) {
  const own = Object.entries(config).map(([key, value]) => [`rollcall:${key}`, value])
  pulumi.runtime.setAllConfig({ 'other:projectRef': 'not ours', ...Object.fromEntries(own) })
  return readConfig()
}

/** What is said of a configuration, a line for each mistake. */
function mistakesIn(config: Record<string, string>): string[] {
  try {
    read(config)
  } catch (error) {
    expect(pulumi.RunError.isInstance(error)).toBe(true)
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}

test('a project that exists needs its ref, its password and a token', () => {
  expect(read(adopted)).toMatchObject({
    projectRef: adopted.projectRef,
    projectName: 'rollcall',
    endpoint: 'https://api.supabase.com',
    weeklyTick: 'database',
    settings: {},
    apiKeys: [],
  })
})

test('what is secret is so from the beginning', async () => {
  const { databasePassword, accessToken } = read(adopted)
  for (const value of [databasePassword, accessToken]) {
    expect(pulumi.Output.isInstance(value)).toBe(true)
    expect(await pulumi.isSecret(value as pulumi.Output<string>)).toBe(true)
  }
})

test('a new project needs to know where', () => {
  const { projectRef: _ref, ...rest } = adopted
  expect(mistakesIn(rest).join()).toMatch(/organizationId is missing.*region is missing/s)
  expect(read({ ...rest, organizationId: 'school', region: 'eu-west-3' }).region).toBe('eu-west-3')
})

test('token and endpoint may come from the environment, and the stack outweighs it', () => {
  vi.stubEnv('SUPABASE_ACCESS_TOKEN', 'sbp_2')
  vi.stubEnv('SUPABASE_API_ENDPOINT', 'http://127.0.0.1:9')
  const { accessToken: _token, ...rest } = adopted
  expect(read(rest).endpoint).toBe('http://127.0.0.1:9')
  expect(read({ ...rest, endpoint: 'http://127.0.0.1:8' }).endpoint).toBe('http://127.0.0.1:8')
})

test('every mistake is named at once, each with what to do', () => {
  const mistakes = mistakesIn({
    projectRef: 'TooShort',
    databaseUrl: 'mysql://owner:hunter2@host/db',
    weeklyTick: 'cron',
    settings:
      '{"sslEnforcement":"yes","allowedCidrs":["10.0.0.0"],"exposedSchemas":["rollcall"],"ssl":1}',
    apiKeys: '["Web Site"]',
    projectref: 'x',
    configFile: 'nowhere.json',
  })
  for (const said of [
    /projectRef is no ref/,
    /databaseUrl is no address/,
    /weeklyTick is neither/,
    /settings\.sslEnforcement/,
    /settings\.allowedCidrs\.0 is no range/,
    /settings\.exposedSchemas\.0 is Rollcall's own/,
    /settings\.ssl is not known/,
    /apiKeys\.0 is no name/,
    /projectref is not known/,
    /accessToken is missing/,
    /nowhere\.json, which is not in the repository/,
  ]) {
    expect(mistakes.filter((mistake) => said.test(mistake))).toHaveLength(1)
  }
  expect(mistakes.join()).not.toContain('hunter2')
})

test('a value with parts that is no JSON is named', () => {
  expect(mistakesIn({ ...adopted, settings: '{' }).join()).toMatch(/settings can't be read/)
})
