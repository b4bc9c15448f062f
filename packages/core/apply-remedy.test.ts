import { connect } from '@rollcall/database'
import { emptySchool, enrol, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, expect, test } from 'vitest'
import { applyRemedy } from './apply-remedy.ts'
import { defaultConfig } from './config.ts'
import { createMissingClasses } from './remedies/create-missing-classes.ts'
import type { Remedy, RemedyInSteps } from './remedy.ts'

const database = scratchDatabase()
beforeEach(async () => {
  await emptySchool(database)
  await database.session.query('delete from rollcall.remedies')
  await enrol(database)
  await database.session.query("delete from public.classes where date >= '2026-03-12'")
})

const context = (session = database.session) => ({
  database: session,
  now: testNow,
  config: defaultConfig,
})
const classes = async () => (await database.session.query('select from public.classes')).rows.length
const audit = async () =>
  (await database.session.query('select * from rollcall.remedies order by id')).rows

test('leaves an audit row with who, when, what, before and after', async () => {
  const applied = await applyRemedy(createMissingClasses, context())
  expect(applied).toMatchObject({ count: 3, before: { count: 3 }, after: { count: 0 } })
  expect(await audit()).toMatchObject([
    {
      remedy: 'create-missing-classes',
      applied_by: 'postgres',
      started_at: testNow,
      finished_at: testNow,
      bound: 2000,
      before: {
        count: 3,
        lines: [expect.stringMatching(/^student \d+: 3 classes, 2026-03-12 to 2026-03-19$/)],
      },
      after: { count: 3, left: 0 },
      failure: null,
    },
  ])
})

test('is safe to repeat', async () => {
  await applyRemedy(createMissingClasses, context())
  expect(await applyRemedy(createMissingClasses, context())).toMatchObject({ count: 0 })
  expect(await classes()).toBe(6)
})

test('refuses before anything is changed when the preview exceeds the bound', async () => {
  await expect(applyRemedy(createMissingClasses, context(), 2)).rejects.toThrow(
    /would touch 3 and its bound is 2.*--limit 3/,
  )
  expect(await classes()).toBe(3)
  expect(await audit()).toEqual([])
})

test('takes everything back when it touched more than it had said', async () => {
  const surprising = {
    ...createMissingClasses,
    preview: async () => ({ count: 1, lines: [] }),
  }
  await expect(applyRemedy(surprising, context(), 2)).rejects.toThrow(/would touch 3/)
  expect(await classes()).toBe(3)
  expect(await audit()).toMatchObject([{ after: null, failure: 'OperatorError' }])
})

test('when it is interrupted nothing is half done, and the audit shows that it never ended', async () => {
  const session = await connect(database.url, { now: testNow })
  const interrupted = {
    ...createMissingClasses,
    apply: async (context: Parameters<typeof createMissingClasses.apply>[0]) => {
      await createMissingClasses.apply(context)
      await database.session.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'",
      )
      throw new Error('cut off')
    },
  }
  await expect(applyRemedy(interrupted, context(session))).rejects.toThrow('cut off')
  await session.end()
  expect(await classes()).toBe(3)
  expect(await audit()).toMatchObject([{ finished_at: null, after: null }])
  await applyRemedy(createMissingClasses, context())
  expect(await classes()).toBe(6)
})

test('works as rollcall_operator, and not as the role that can only look', async () => {
  const fixer = await connect(database.as('fixer'), { now: testNow })
  expect(await applyRemedy(createMissingClasses, context(fixer))).toMatchObject({ count: 3 })
  await fixer.end()
  await database.session.query("delete from public.classes where date >= '2026-03-12'")
  const looker = await connect(database.as('looker'), { now: testNow })
  await expect(applyRemedy(createMissingClasses, context(looker))).rejects.toMatchObject({
    code: '42501',
  })
  await looker.end()
  expect(await classes()).toBe(3)
})

test('what takes too long is taken back', async () => {
  const slow: Remedy = {
    ...createMissingClasses,
    apply: async (context) => {
      const did = await createMissingClasses.apply(context)
      await context.database.query('select pg_sleep(60)')
      return did
    },
  }
  const impatient = {
    ...context(),
    config: { ...defaultConfig, timeouts: { ...defaultConfig.timeouts, checkSeconds: 0.5 } },
  }
  await expect(applyRemedy(slow, impatient)).rejects.toMatchObject({ code: '57014' })
  expect(await classes()).toBe(3)
  expect(await audit()).toMatchObject([{ after: null, failure: '57014' }])
})

test('a preview can change nothing', async () => {
  const meddling: Remedy = {
    ...createMissingClasses,
    preview: async (context) => ({ ...(await createMissingClasses.apply(context)), lines: [] }),
  }
  await expect(applyRemedy(meddling, context())).rejects.toMatchObject({ code: '25006' })
  expect(await classes()).toBe(3)
})

test('what was done is said and audited even when nobody can look at what is left', async () => {
  let previews = 0
  const blinded: Remedy = {
    ...createMissingClasses,
    preview: async (context) => {
      previews += 1
      if (previews === 2) throw new Error('dark')
      return createMissingClasses.preview(context)
    },
  }
  await expect(applyRemedy(blinded, context())).rejects.toThrow(
    '3 classes were created. What is left could not be looked at',
  )
  expect(await classes()).toBe(6)
  expect(await audit()).toMatchObject([{ after: { count: 3 }, failure: null }])
})

/** Creates a course at each step, which nothing takes back. */
const opening = (more: Partial<RemedyInSteps> = {}): RemedyInSteps => ({
  id: 'open-courses',
  title: 'Open three courses',
  limit: 3,
  preview: async () => ({ count: 3, lines: [] }),
  async *steps({ database }) {
    for (const name of ['Piano', 'Chess', 'Maths']) {
      await database.query('insert into public.courses (name) values ($1)', [name])
      yield { count: 1, line: name }
    }
    return '3 courses were opened.'
  },
  ...more,
})
const courses = async () => {
  const { rows } = await database.session.query<{ name: string }>(
    'select name from public.courses order by id',
  )
  await database.session.query('delete from public.courses')
  return rows.map(({ name }) => name)
}

test('what works in steps has each of them in the audit', async () => {
  expect(await applyRemedy(opening(), context())).toMatchObject({
    count: 3,
    done: '3 courses were opened.',
  })
  expect(await courses()).toEqual(['Piano', 'Chess', 'Maths'])
  expect(await audit()).toMatchObject([
    {
      finished_at: testNow,
      after: { count: 3, left: 3, steps: ['Piano', 'Chess', 'Maths'] },
      failure: null,
    },
  ])
})

test('what fails at a step keeps those before it, and the audit says so', async () => {
  const failing = opening({
    async *steps({ database }) {
      await database.query("insert into public.courses (name) values ('Piano')")
      yield { count: 1, line: 'Piano' }
      await database.query('select 1 / 0')
      return ''
    },
  })
  await expect(applyRemedy(failing, context())).rejects.toMatchObject({ code: '22012' })
  expect(await courses()).toEqual(['Piano'])
  expect(await audit()).toMatchObject([
    { finished_at: testNow, after: { count: 1, steps: ['Piano'] }, failure: '22012' },
  ])
})

test('what touches more than its bound is stopped there, and refused where the preview exceeds it', async () => {
  await expect(applyRemedy(opening(), context(), 2)).rejects.toThrow(/would touch 3/)
  expect(await courses()).toEqual([])
  const modest = opening({ preview: async () => ({ count: 1, lines: [] }) })
  await expect(applyRemedy(modest, context(), 2)).rejects.toThrow(
    /has touched 3, more than its bound of 2, and was stopped/,
  )
  expect(await audit()).toMatchObject([{ failure: 'OperatorError', after: { count: 3 } }])
  await courses()
})

test('a step that takes too long is cancelled', async () => {
  const slow = opening({
    async *steps({ database }) {
      yield { count: 0, line: 'waits' }
      await database.query('select pg_sleep(60)')
      return ''
    },
  })
  const config = {
    ...defaultConfig,
    timeouts: { ...defaultConfig.timeouts, stepSeconds: 0.3 },
  }
  await expect(applyRemedy(slow, { ...context(), config })).rejects.toMatchObject({ code: '57014' })
})
