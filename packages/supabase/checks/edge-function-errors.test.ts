import { defaultConfig, runChecks } from '@rollcall/core'
import { calls, functionId, hoursAgo, now, projectWithLogs } from '@rollcall/testing/logged-project'
import { expect, test } from 'vitest'
import { edgeFunctionErrors } from './edge-function-errors.ts'
import { connected, keysOf, withstandsWhatLogsDo } from './log-scenarios.ts'
import { lookAtPlatform } from './look-at-platform.ts'

const project = projectWithLogs()
const look = () => lookAtPlatform(project.emulator, edgeFunctionErrors, { now })
const add = (...events: Parameters<typeof calls>) => project.emulator.logs.add(calls(...events))

withstandsWhatLogsDo(edgeFunctionErrors, project, () => add(40))

test('clear, found, clear again', async () => {
  add(97)
  expect(await look()).toMatchObject({
    state: 'pass',
    window: { from: '2026-03-10T11:00:00.000Z', to: now },
    evidence: {
      examined: 24 + 97,
      functions: 1,
      calls: 97,
      byFunction: { 'class-tracking': { 200: 97 } },
      logs: { newest: '2026-03-11T10:54:00.000Z', ranges: 2 },
    },
  })
  add(3, { status: 500, hours: 2 })
  const found = await look()
  expect(found).toMatchObject({
    state: 'fail',
    severity: 'warning',
    findings: [
      {
        key: 'function/class-tracking/500',
        detail:
          'Edge function class-tracking answered 500 to 3 of 100 calls, last on 2026-03-11 at 09:00 UTC: an exception was not caught, or the function says so itself.',
        subject: {
          samples: [2, 1, 0].map((index) => ({ method: 'POST', execution: `run-${index}` })),
        },
      },
    ],
  })
  project.emulator.reset()
  project.emulator.functions.set([{ slug: 'class-tracking', id: functionId }])
  project.emulator.logs.add(calls(24, { hours: 1 }))
  for (let hours = 1; hours < 24; hours += 1) add(4, { hours })
  expect(await look()).toMatchObject({ state: 'pass' })
})

test('one failure in twenty calls is an error', async () => {
  add(19)
  add(1, { status: 504 })
  expect(await look()).toMatchObject({ state: 'fail', severity: 'error' })
})

test('nothing that a caller wrote is told', async () => {
  add(1, { status: 500 })
  project.emulator.logs.add([
    {
      ...calls(1, { status: 500 })[0],
      timestamp: hoursAgo(0.9),
      source: 'function_edge_logs',
      attributes: {
        function_id: functionId,
        execution_id: '<img src=x> vera@school.example',
        'request.method': '203.0.113.77',
        'response.status_code': 500,
        execution_time_ms: 3,
      },
    },
  ])
  const text = JSON.stringify(await look())
  expect(text).toContain('"method":null')
  expect(text).not.toMatch(/vera|school\.example|203\.0|<img/)
})

test.each([
  ['few refusals are strangers', 4, 1, 'pass'],
  ['refusals that are most of the calls are the caller', 8, 5, ['function/class-tracking/401']],
  ['refusals among many calls are strangers', 8, 100, 'pass'],
])('%s', async (_name, refused, well, wanted) => {
  add(refused, { status: 401 })
  add(well)
  expect(keysOf(await look())).toEqual(wanted)
})

test('a function that is no longer deployed is told by its id, and one without a proper id as unnamed', async () => {
  add(1, { status: 500, id: 'f-1' })
  add(1, { status: 500, id: '@everyone' })
  expect(keysOf(await look())).toEqual(['function/f-1/500', 'function/unnamed/500'])
})

test('a project without edge functions is skipped, but not their failures', async () => {
  project.emulator.reset()
  for (let hours = 1; hours < 24; hours += 1) {
    project.emulator.logs.add([{ timestamp: hoursAgo(hours), source: 'postgres_logs' }])
  }
  expect(await look()).toMatchObject({ state: 'skipped' })
  add(1, { status: 500, id: 'f-1' })
  expect(keysOf(await look())).toEqual(['function/f-1/500'])
})

test('calls without a status are not taken for successes', async () => {
  project.emulator.logs.add([
    {
      timestamp: hoursAgo(1),
      source: 'function_edge_logs',
      attributes: { function_id: functionId },
    },
  ])
  expect(await look()).toMatchObject({
    state: 'unknown',
    reason: '1 log rows have no response.status_code that can be read',
  })
})

test('what was found stands when logs broke off since', async () => {
  add(1, { status: 500, hours: 9 })
  project.emulator.logs.outage(hoursAgo(5))
  expect(await look()).toMatchObject({
    state: 'fail',
    evidence: { unseen: expect.stringMatching(/^No log of any service has come since/) },
  })
})

test('more rows than an answer holds are not all', async () => {
  for (let index = 0; index < 1001; index += 1) add(1, { id: `f-${index}` })
  expect(await look()).toMatchObject({ state: 'unknown', reason: expect.stringMatching(/room/) })
})

test('it looks from its watermark on, no further back than a week, and says what is no longer kept', async () => {
  add(1, { status: 500, hours: 100 })
  const platform = connected(project.emulator)
  const lookSince = async (watermark: string) => {
    const [verdict] = await runChecks({
      checks: [edgeFunctionErrors.of(platform)],
      config: defaultConfig,
      now,
      open: () => Promise.reject(new Error('This test has no database')),
      watermarks: new Map([['edge-function-errors', watermark]]),
    })
    return verdict
  }
  expect(await lookSince(hoursAgo(90))).toMatchObject({
    state: 'pass',
    window: { from: hoursAgo(90), to: now },
  })
  expect(await lookSince(hoursAgo(110))).toMatchObject({ state: 'fail' })
  expect(await lookSince(hoursAgo(700))).toMatchObject({
    state: 'fail',
    window: { from: hoursAgo(7 * 24), to: now },
    evidence: { notLookedAt: { from: hoursAgo(700), to: hoursAgo(7 * 24) } },
  })
})

test('what the plan no longer keeps is no outage', async () => {
  project.emulator.reset()
  project.emulator.functions.set([{ slug: 'class-tracking', id: functionId }])
  for (let hours = 0; hours < 30; hours += 1) add(1, { hours: hours + 0.5 })
  const platform = connected(project.emulator)
  const [verdict] = await runChecks({
    checks: [edgeFunctionErrors.of(platform)],
    config: defaultConfig,
    now,
    open: () => Promise.reject(new Error('This test has no database')),
    watermarks: new Map([['edge-function-errors', hoursAgo(150)]]),
  })
  expect(verdict).toMatchObject({
    state: 'pass',
    evidence: { notLookedAt: { from: hoursAgo(150) } },
  })
})
