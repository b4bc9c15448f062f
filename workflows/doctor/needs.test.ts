import { parseWorkflow } from '@rollcall/github'
import { expect, test } from 'vitest'
import { needsOf } from './needs.ts'

const needs = (files: Record<string, string>) =>
  needsOf(Object.entries(files).map(([file, text]) => parseWorkflow(file, text)))

const need = (name: string, files: string[], optional = false) => ({ name, files, optional })

test('gathers secrets and variables with the files that use them, and not GITHUB_TOKEN', () => {
  const look = `
env: { TOKEN: '\${{ secrets.GITHUB_TOKEN }}' }
jobs:
  look: # not secrets.COMMENT
    steps:
      - run: rollcall check daily
        env:
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
          ZONE: \${{ vars.ZONE || 'UTC' }}
`
  expect(needs({ 'daily.yml': look, 'weekly.yml': look })).toEqual({
    secrets: [need('DATABASE_URL', ['daily.yml', 'weekly.yml'])],
    variables: [need('ZONE', ['daily.yml', 'weekly.yml'], true)],
    environments: [],
  })
})

test('what a job in an environment uses belongs to the environment', () => {
  const job = (environment: string) => `
jobs:
  remedy:
    environment: ${environment}
    env: { DATABASE_URL: '\${{ secrets.DATABASE_URL }}' }
`
  const inEnvironment = {
    secrets: [],
    variables: [],
    environments: [
      { name: 'remedies', secrets: [need('DATABASE_URL', ['remedy.yml'])], variables: [] },
    ],
  }
  expect(needs({ 'remedy.yml': job('remedies') })).toEqual(inEnvironment)
  expect(needs({ 'remedy.yml': job('{ name: remedies }') })).toEqual(inEnvironment)
  const chosen = job(`\${{ inputs.mode == 'apply' && 'remedies' || '' }}`)
  expect(needs({ 'remedy.yml': chosen })).toEqual({
    ...inEnvironment,
    secrets: [need('DATABASE_URL', ['remedy.yml'])],
  })
})

test('what a called workflow is passed counts at its caller', () => {
  const called = `
on: { workflow_call: { secrets: { url: { required: true }, BEAT: { required: false } } } }
jobs: { look: { env: { A: '\${{ secrets.url }}', B: '\${{ secrets.BEAT }}' } } }
`
  const caller = (secrets: string) => `
jobs: { look: { uses: ./.github/workflows/look.yml, secrets: ${secrets} } }
`
  const passed = caller(`{ url: '\${{ secrets.DATABASE_URL }}' }`)
  expect(needs({ 'daily.yml': passed, 'look.yml': called }).secrets).toEqual([
    need('DATABASE_URL', ['daily.yml']),
  ])
  expect(needs({ 'daily.yml': caller('inherit'), 'look.yml': called }).secrets).toEqual([
    need('BEAT', ['look.yml'], true),
    need('URL', ['look.yml']),
  ])
})

test('a file that is no workflow asks for nothing', () => {
  expect(needs({ 'a.yml': '- 1', 'b.yml': 'jobs: [', 'c.yml': '' })).toEqual({
    secrets: [],
    variables: [],
    environments: [],
  })
})
