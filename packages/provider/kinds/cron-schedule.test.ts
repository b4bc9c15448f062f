import {
  type EmbeddedServer,
  type Session,
  startEmbeddedServer,
  withSession,
} from '@rollcall/database'
import { scratchDatabase, systemServer } from '@rollcall/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { breakAtEveryQuery, contextAt } from './context-for-tests.ts'
import { cronSchedule } from './cron-schedule.ts'
import { scheduleFault } from './cron-schedule-when.ts'

type Inputs = z.infer<typeof cronSchedule.inputs>

const tick: Inputs = {
  name: 'weekly-tick',
  schedule: '0 * * * *',
  command: 'select rollcall.weekly_tick()',
  active: true,
  jobs: 1,
}

const bare = scratchDatabase({ bare: true })

async function faults(given: Partial<Inputs>) {
  const prepared = await cronSchedule.prepare?.(
    { ...tick, ...given },
    contextAt('postgres://nowhere/none'),
  )
  return prepared && 'failures' in prepared
    ? prepared.failures.map(({ property, reason }) => `${property} ${reason}`)
    : []
}

test('mistakes are named by their property, all at once', async () => {
  expect(await faults({})).toEqual([])
  expect(await faults({ name: ' ', schedule: '0 25 * * *', command: 'selec 1' })).toEqual([
    'name is empty',
    expect.stringMatching(/^schedule has a hour/),
    expect.stringMatching(/^command is no SQL: syntax error/),
  ])
  expect(await faults({ command: 'select 1; select 2' })).toEqual([
    expect.stringMatching(/^command holds 2 SQL statements/),
  ])
  expect(await faults({ command: '-- nothing' })).toEqual(['command holds no SQL statement'])
  expect(await faults({ command: 'select 1;' })).toEqual([])
  expect(await faults({ name: 'é'.repeat(32) })).toEqual([expect.stringMatching(/^name is longer/)])
})

test('a server without pg_cron is told apart, and holds no job', async () => {
  const context = contextAt(bare.url)
  await expect(cronSchedule.create(tick, context)).rejects.toThrow(
    /^The extension pg_cron can't be had: .*On Supabase enable Cron/,
  )
  expect(await cronSchedule.read(tick.name, undefined, context)).toBeUndefined()
  await cronSchedule.delete(tick.name, { ...tick, jobId: 1 }, context)
})

// pg_cron needs a server that loads it, which the embedded one can't.
describe.runIf(systemServer)('a job of a real pg_cron', () => {
  let server: EmbeddedServer
  let context: ReturnType<typeof contextAt>
  let owner: ReturnType<typeof contextAt>
  beforeAll(async () => {
    server = await startEmbeddedServer({
      installation: systemServer as string,
      settings: {
        shared_preload_libraries: 'pg_stat_statements,pg_cron',
        'cron.database_name': 'postgres',
        'cron.use_background_workers': 'on',
      },
    })
    context = contextAt(server.url())
    await sql("create role owner login password 'owner'")
    await sql('create database other')
    owner = contextAt(
      Object.assign(new URL(server.url()), { username: 'owner', password: 'owner' }).href,
    )
  })
  afterAll(() => server.stop())

  const asSuperuser = <T>(use: (session: Session) => Promise<T>) =>
    withSession(server.url(), {}, use)
  const sql = (statement: string, values: unknown[] = []) =>
    asSuperuser(async (session) => (await session.query(statement, values)).rows)
  const stateOf = async (inputs: Inputs) => ({
    ...inputs,
    ...(await cronSchedule.create(inputs, context)).outputs,
  })

  test('can not be made by who may not make the extension, and it is said', async () => {
    await expect(cronSchedule.create(tick, owner)).rejects.toThrow(/permission denied.*On Supabase/)
    await expect(cronSchedule.create(tick, contextAt(server.url('other')))).rejects.toThrow(
      /can't be had: .*cron.database_name/,
    )
  })

  test('two that are made at a time make one, and the extension', async () => {
    const made = await Promise.all([
      cronSchedule.create(tick, context),
      cronSchedule.create(tick, context),
    ])
    expect(made[0]).toEqual(made[1])
    expect(
      await sql('select jobname::text as name, schedule, command, active from cron.job'),
    ).toEqual([{ name: tick.name, schedule: tick.schedule, command: tick.command, active: true }])
    expect(await cronSchedule.read(tick.name, undefined, context)).toEqual({
      inputs: tick,
      outputs: made[0].outputs,
    })
  })

  test('shows what was changed by hand, and is brought back', async () => {
    const state = await stateOf(tick)
    for (const [change, drift] of [
      ["schedule := '5 * * * *'", { schedule: '5 * * * *' }],
      ["command := 'select 2'", { command: 'select 2' }],
      ['active := false', { active: false }],
      ["database := 'other'", { database: 'other' }],
    ] as const) {
      await sql(`select cron.alter_job($1, ${change})`, [state.jobId])
      const found = await cronSchedule.read(tick.name, state, context)
      expect(found?.inputs).toEqual({ ...tick, ...drift })
      expect(
        await cronSchedule.update(tick.name, { ...state, ...found?.inputs }, tick, context),
      ).toEqual({
        jobId: state.jobId,
      })
      expect((await cronSchedule.read(tick.name, state, context))?.inputs).toEqual(tick)
    }
    await sql('select cron.unschedule($1::bigint)', [state.jobId])
    expect(await cronSchedule.read(tick.name, state, context)).toBeUndefined()
    await cronSchedule.update(tick.name, state, tick, context)
    expect((await cronSchedule.read(tick.name, state, context))?.inputs).toEqual(tick)
  })

  test('that another role has too shows as a second one, which is taken away', async () => {
    await sql('grant usage on schema cron to owner')
    await owner.session((session) =>
      session.query("select cron.schedule('weekly-tick', '0 * * * *', 'select 1')"),
    )
    const state = await stateOfRead()
    expect(state.jobs).toBe(2)
    await cronSchedule.update(tick.name, state, tick, context)
    expect(context.said).toEqual([
      'The job weekly-tick of role owner was unscheduled: it was there twice.',
    ])
    expect((await stateOfRead()).jobs).toBe(1)
  })

  async function stateOfRead() {
    const found = await cronSchedule.read(tick.name, undefined, context)
    if (!found) throw new Error('The job is gone.')
    return { ...found.inputs, ...found.outputs }
  }

  test('of another role is not seen and not touched by who is no superuser', async () => {
    expect(await cronSchedule.read(tick.name, undefined, owner)).toBeUndefined()
    await cronSchedule.create({ ...tick, command: 'select 3' }, owner)
    expect((await stateOfRead()).command).toBe(tick.command)
    await expect(cronSchedule.create({ ...tick, active: false }, owner)).rejects.toThrow(
      /could not be given its active \(active\): permission denied for function alter_job/,
    )
    await cronSchedule.delete(tick.name, { ...tick, jobId: 0 }, context)
    expect((await cronSchedule.read(tick.name, undefined, owner))?.inputs.command).toBe('select 3')
    await cronSchedule.create(tick, context)
    await cronSchedule.delete(tick.name, { ...tick, jobId: 0 }, owner)
    expect((await stateOfRead()).jobs).toBe(1)
  })

  test.each(['"; drop table x; --', "o'clock $1", 'Größe 日本'])(
    'may be called %s',
    async (name) => {
      const odd = {
        ...tick,
        name,
        command: "select 'it''s %' || $$;$$",
        database: 'other',
        active: false,
      }
      const state = await stateOf(odd)
      expect((await cronSchedule.read(name, state, context))?.inputs).toEqual(odd)
      await cronSchedule.delete(name, state, context)
      await cronSchedule.delete(name, state, context)
      expect(await cronSchedule.read(name, state, context)).toBeUndefined()
    },
  )

  test('comes to its end after a run that was cut off anywhere', async () => {
    const odd = { ...tick, name: 'cut', active: false, database: 'other' }
    expect(
      await breakAtEveryQuery(context, (broken) => cronSchedule.create(odd, broken)),
    ).toBeGreaterThan(5)
    const state = await stateOf(odd)
    expect((await cronSchedule.read('cut', state, context))?.inputs).toEqual(odd)
    await breakAtEveryQuery(context, (broken) => cronSchedule.delete('cut', state, broken))
    expect(await cronSchedule.read('cut', state, context)).toBeUndefined()
  })

  test('takes every schedule of five fields that is said to be one', async () => {
    const schedules = [
      '*/7 1-5/2 1,31 feb-Dec 0-7',
      '0 0 * * sun,7',
      '59 23 31 12 *',
      ' 0\t6 * * 1',
    ]
    for (const when of schedules) {
      expect(scheduleFault(when)).toBeUndefined()
      await cronSchedule.create({ ...tick, name: 'try', schedule: when }, context)
    }
    for (const when of [
      '60 * * * *',
      '* 24 * * *',
      '5/10 * * * *',
      '* * 0 * *',
      '* * * 13 *',
      '*/0 * * * *',
      '1-60 * * * *',
    ]) {
      expect(scheduleFault(when)).toBeDefined()
      await expect(
        cronSchedule.create({ ...tick, name: 'try', schedule: when }, context),
      ).rejects.toThrow(
        /^The job try could not be scheduled \(name, schedule, command\): invalid schedule/,
      )
    }
  })
})
