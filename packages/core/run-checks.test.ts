import { connect } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import type { Check, Context } from './check.ts'
import { defaultConfig } from './config.ts'
import { runChecks } from './run-checks.ts'
import type { Finding, Look, Window } from './verdict.ts'

const database = scratchDatabase()

const check = (
  id: string,
  look: (context: Context) => Promise<Look>,
  more: Partial<Check> = {},
): Check => ({
  id,
  title: 'All is well',
  reads: [],
  look,
  ...more,
})
const seen = (findings: Finding[] = []): Look => ({
  state: 'looked',
  findings,
  evidence: { examined: 1 },
})
const well = check('well', async () => seen())
const wrong: Finding = { key: 'thing/1', severity: 'error', detail: 'It is wrong.', subject: {} }

const run = (
  checks: Check[],
  options: {
    remedy?: boolean
    config?: Partial<typeof defaultConfig>
    watermarks?: Map<string, string>
  } = {},
) =>
  runChecks({
    checks,
    config: { ...defaultConfig, ...options.config },
    now: testNow,
    open: () => connect(database.url, { now: testNow }),
    watermarks: options.watermarks ?? new Map(),
    remedy: options.remedy === true,
  })

const quick = {
  timeouts: { ...defaultConfig.timeouts, statementSeconds: 0.2, checkSeconds: 0.4 },
}

test.each([
  ['hangs', async () => new Promise<Look>(() => undefined), /did not finish within 0\.4 s/],
  [
    'asks for too long',
    async ({ database }: Context) => {
      await database.query('select pg_sleep(60)')
      return seen()
    },
    /took longer than 0\.2 s/,
  ],
  [
    'throws',
    async () => {
      throw new Error('no such luck')
    },
    /It failed: no such luck/,
  ],
  [
    'asks nonsense',
    async ({ database }: Context) => {
      await database.query('select 1 / 0')
      return seen()
    },
    /SQLSTATE 22012/,
  ],
  [
    'asks for what is not there',
    async ({ database }: Context) => {
      await database.query('select * from public.nowhere')
      return seen()
    },
    /A table that the check needs is not there/,
  ],
  [
    'loses its connection',
    async ({ database }: Context) => {
      await database.query('select pg_terminate_backend(pg_backend_pid())')
      return seen()
    },
    /connection to the database broke/,
  ],
])('a check that %s is unknown, with a hint, and the others go on', async (_how, look, reason) => {
  const verdicts = await run([check('odd', look), well], { config: quick })
  expect(verdicts).toMatchObject([
    {
      check: 'odd',
      state: 'unknown',
      reason: expect.stringMatching(reason),
      hint: expect.stringMatching(/.{20}/),
    },
    { check: 'well', state: 'pass' },
  ])
})

test('of many findings the first hundred are listed, errors before warnings, and the others counted', async () => {
  const many = Array.from(
    { length: 5000 },
    (_, place): Finding => ({
      ...wrong,
      key: `thing/${place}`,
      severity: place < 4950 ? 'warning' : 'error',
    }),
  )
  const [verdict] = await run([check('many', async () => seen(many))])
  expect(verdict).toMatchObject({ state: 'fail', severity: 'error', more: 4900 })
  const keys = verdict?.state === 'fail' ? verdict.findings.map(({ key }) => key) : []
  expect([keys.length, keys[0], keys[49], keys[50], keys[99]]).toEqual([
    100,
    'thing/4950',
    'thing/4999',
    'thing/0',
    'thing/49',
  ])
})

test('a look can write nothing', async () => {
  const writing = check('writing', async ({ database }) => {
    await database.query("insert into public.courses (name) values ('Physics')")
    return seen()
  })
  expect(await run([writing])).toMatchObject([
    { state: 'unknown', reason: expect.stringContaining('25006') },
  ])
})

test('a look that swallowed an error in its transaction does not spoil the next', async () => {
  const swallowing = check('swallowing', async ({ database }) => {
    await database.query('select 1 / 0').catch(() => undefined)
    return seen()
  })
  expect(await run([swallowing, well])).toMatchObject([{ state: 'pass' }, { state: 'pass' }])
})

test('a table that is not there makes the verdict unknown', async () => {
  expect(
    await run([check('blind', async () => seen(), { reads: ['public.nowhere'] })]),
  ).toMatchObject([{ state: 'unknown', reason: 'public.nowhere does not exist' }])
})

test('a check that the configuration switches off is skipped with the reason', async () => {
  expect(await run([well], { config: { skip: { well: 'we never are' } } })).toMatchObject([
    { state: 'skipped', reason: 'Switched off in the configuration: we never are' },
  ])
})

test('the window reaches back to the watermark, and at least a day', async () => {
  const windows: Window[] = []
  const noting = check('noting', async ({ window }) => {
    windows.push(window)
    return seen()
  })
  for (const at of [undefined, '2026-03-11T10:00:00.000Z', '2026-03-07T10:00:00.000Z']) {
    await run([noting], { watermarks: new Map(at ? [['noting', at]] : []) })
  }
  expect(windows.map(({ from }) => from)).toEqual([
    '2026-03-10T11:00:00.000Z',
    '2026-03-10T11:00:00.000Z',
    '2026-03-07T10:00:00.000Z',
  ])
})

test('is remedied only when the second look is clear', async () => {
  let mends = false
  const repairable = check(
    'repairable',
    async ({ database }) => {
      const { rows } = await database.query("select from public.courses where name = 'Mended'")
      return seen(rows.length > 0 ? [] : [wrong])
    },
    {
      remedy: {
        id: 'mend',
        title: 'Mend it',
        limit: 1,
        preview: async () => ({ count: 1, lines: [] }),
        apply: async ({ database }) => {
          if (mends) await database.query("insert into public.courses (name) values ('Mended')")
          return { count: 1, done: 'It was mended.' }
        },
      },
    },
  )
  expect(await run([repairable], { remedy: true })).toMatchObject([
    { state: 'fail', findings: [wrong], done: 'It was mended.' },
  ])
  mends = true
  expect(await run([repairable], { remedy: true })).toMatchObject([
    { state: 'remedied', before: [wrong], done: 'It was mended.' },
  ])
  expect(await run([repairable])).toMatchObject([{ state: 'pass' }])
})

test('a remedy that would touch more than its bound is refused, and the finding stays', async () => {
  const greedy = check('greedy', async () => seen([wrong]), {
    remedy: {
      id: 'grab',
      title: 'Grab it',
      limit: 1,
      preview: async () => ({ count: 2, lines: [] }),
      apply: async () => {
        throw new Error('must not be called')
      },
    },
  })
  expect(await run([greedy], { remedy: true })).toMatchObject([
    { state: 'fail', refused: expect.stringContaining('would touch 2 and its bound is 1') },
  ])
})

test('findings come errors first, then in the order of their keys as numbers', async () => {
  const keys = ['thing/10', 'thing/9', 'other/1']
  const findings: Finding[] = [
    { ...wrong, key: 'thing/1', severity: 'warning' },
    ...keys.map((key) => ({ ...wrong, key })),
  ]
  const [verdict] = await run([check('many', async () => seen(findings))])
  expect(verdict?.state === 'fail' && verdict.findings.map(({ key }) => key)).toEqual([
    'other/1',
    'thing/9',
    'thing/10',
    'thing/1',
  ])
})

test('a remedy that loses its connection is refused, and the others go on', async () => {
  const breaking = check('breaking', async () => seen([wrong]), {
    remedy: {
      id: 'break',
      title: 'Break it',
      limit: 1,
      preview: async () => ({ count: 1, lines: [] }),
      apply: async ({ database }) => {
        await database.query('select pg_terminate_backend(pg_backend_pid())')
        return { count: 1, done: 'It was broken.' }
      },
    },
  })
  expect(await run([breaking, well], { remedy: true })).toMatchObject([
    { state: 'fail', findings: [wrong], refused: expect.stringContaining('changed nothing') },
    { state: 'pass' },
  ])
})
