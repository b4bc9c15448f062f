import { readFile } from 'node:fs/promises'
import { allRemedies, defaultConfig, parseConfig } from '@rollcall/core'
import { readWorkflowFiles } from '@rollcall/github'
import { expect, test } from 'vitest'
import { choices } from '../checklists.ts'

type Concurrency = { group: string; queue?: string; 'cancel-in-progress'?: unknown }
type Step = { uses?: string; run?: string; with?: Record<string, unknown> }
type Job = {
  permissions?: Record<string, string>
  concurrency?: Concurrency
  'timeout-minutes'?: number
  uses?: string
  environment?: string
  steps?: Step[]
}
type Workflow = {
  on: {
    schedule?: { cron: string; timezone?: string }[]
    workflow_dispatch?: { inputs?: Record<string, { options?: string[]; default?: unknown }> }
  }
  permissions: unknown
  concurrency?: Concurrency
  jobs: Record<string, Job>
}

const files = await readWorkflowFiles(new URL('../../.github/workflows/', import.meta.url))
const workflows = Object.fromEntries(
  files.map(({ file, document }) => [file.replace('.yml', ''), document as Workflow]),
)
const jobs = Object.entries(workflows).flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file}/${name}`, workflow, job })),
)

const options = (file: string, input: string) =>
  workflows[file]?.on.workflow_dispatch?.inputs?.[input]?.options

test('check offers every checklist and every check', () => {
  expect(options('check', 'what')).toEqual(choices)
})

test('remedy offers every remedy, and previews unless told otherwise', () => {
  expect(options('remedy', 'remedy')).toEqual(allRemedies.map(({ id }) => id))
  expect(workflows.remedy?.on.workflow_dispatch?.inputs?.apply?.default).toBe(false)
  expect(workflows.generate?.on.workflow_dispatch?.inputs?.apply?.default).toBe(false)
})

test('deploy offers what its job knows, and says only what would be done unless told otherwise', () => {
  expect(options('deploy', 'what')).toEqual(['preview', 'up', 'drift'])
  expect(workflows.deploy?.on.workflow_dispatch?.inputs?.what?.default).toBe('preview')
  const { up } = workflows.deploy?.jobs ?? {}
  expect(up?.concurrency).toEqual({ group: 'rollcall-deploy', queue: 'max' })
  expect(up?.environment).toBe('production')
})

test('all install one version of Pulumi, which is the one that the tests run', async () => {
  const installed = jobs
    .flatMap(({ job }) => job.steps ?? [])
    .filter(({ uses }) => uses?.startsWith('pulumi/actions@'))
    .map(({ uses, with: given }) => ({ uses, version: given?.['pulumi-version'] }))
  expect(installed.length).toBeGreaterThan(0)
  expect(new Set(installed.map(({ uses }) => uses)).size).toBe(1)
  const ci = await readFile(new URL('../../.ci/run', import.meta.url), 'utf8')
  for (const { version } of installed) expect(ci).toContain(`\npulumi=${version}\n`)
})

test("every schedule is at an odd minute of the school's clock", async () => {
  const text = await readFile(new URL('../../rollcall.config.json', import.meta.url), 'utf8')
  const parsed = parseConfig(text)
  const { school } = 'config' in parsed ? parsed.config : defaultConfig
  const schedules = files.flatMap(({ schedules }) => schedules)
  expect(schedules.length).toBeGreaterThanOrEqual(3)
  const [zone, ...others] = new Set(schedules.map(({ timezone }) => timezone))
  expect(others, 'all files name the same zone').toEqual([])
  expect(zone, 'write school.timezone of the configuration into each file').toBe(
    school?.timezone ?? zone,
  )
  for (const { cron } of schedules) expect(cron).toMatch(/^[1-5]?[13579] \d/)
})

test('`queue`, which actionlint can not judge yet, is one that GitHub takes', () => {
  const queues = [...Object.values(workflows), ...jobs.map(({ job }) => job)].flatMap(
    ({ concurrency }) => (concurrency?.queue ? [concurrency] : []),
  )
  expect(queues).not.toEqual([])
  for (const { queue, 'cancel-in-progress': cancel } of queues) {
    expect(queue).toBe('max')
    expect(cancel).toBeUndefined()
  }
})

test.each(jobs)('$name is given no more than it needs', ({ name, workflow, job }) => {
  expect(workflow.permissions).toEqual({})
  // Who keeps the issues or a comment, who tells of a remedy on them, and who calls the one that keeps them.
  const writers = /\/reconcile$|^remedy\/apply$|^deploy\/comment$|^(daily|weekly|monthly|check)\//
  expect(job.permissions?.contents).toBe('read')
  if (!writers.test(name)) expect(Object.values(job.permissions ?? {})).not.toContain('write')
  if (job.uses) return
  expect(job['timeout-minutes']).toBeGreaterThan(0)
  expect(job.concurrency ?? workflow.concurrency).toBeDefined()
  for (const { uses, run, with: given } of job.steps ?? []) {
    // An expression in a script is pasted into it before the shell reads it.
    expect(run ?? '').not.toContain('${{')
    if (!uses?.includes('@')) continue
    expect(uses).toMatch(/@[0-9a-f]{40}$/)
    if (uses.startsWith('actions/checkout')) expect(given?.['persist-credentials']).toBe(false)
  }
})
