import { connect } from '@rollcall/database'
import { describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

describe.skipIf(!canDeploy)(deploying('the life of a school'), { timeout: 180_000 }, () => {
  const school = schoolStack({
    config: {
      'rollcall:apiKeys': '["website"]',
      'rollcall:settings': '{"allowedCidrs":["203.0.113.0/24","2001:db8::/32"]}',
    },
  })
  const rows = async (sql: string) => (await school.session.query(sql)).rows
  const jobs = () =>
    rows('select jobname, schedule, command, active from cron.job order by jobname')
  const writes = () => school.platform.calls.filter(({ method }) => method !== 'GET')

  let announced: object | undefined

  test('a preview of a new project announces everything and touches nothing', async () => {
    const { changeSummary, stdout } = await school.stack.preview()
    announced = changeSummary
    expect(Object.keys(changeSummary)).toEqual(['create'])
    expect(stdout).toMatch(/rollcall:index:CronSchedule/)
    expect(writes()).toEqual([])
    expect(await rows("select from pg_catalog.pg_namespace where nspname = 'rollcall'")).toEqual([])
  })

  test('up makes just that, and a second one changes nothing', async () => {
    const { summary, outputs } = await school.stack.up()
    expect(summary.resourceChanges).toEqual(announced)
    expect(outputs).toMatchObject({
      projectRef: { value: expect.stringMatching(/^[a-z]{20}$/), secret: false },
      readerDatabaseUrl: { secret: true },
      operatorDatabaseUrl: { secret: true },
      functionSecret: { secret: true },
      apiKeys: { secret: true, value: { website: expect.stringMatching(/^sb_secret_/) } },
      toJudge: { value: [] },
    })
    const calls = writes().length
    const again = await school.stack.up({ refresh: true })
    expect(Object.keys(again.summary.resourceChanges ?? {})).toEqual(['same'])
    expect(writes().length).toBe(calls)
    expect(again.outputs).toEqual(outputs)
  })

  test('the workflows can log in with what the stack gives them, and no more than they need', async () => {
    const outputs = await school.stack.outputs()
    const reader = await connect(outputs.readerDatabaseUrl?.value)
    const operator = await connect(outputs.operatorDatabaseUrl?.value)
    try {
      await reader.query('select count(*) from public.students')
      await expect(reader.query('delete from public.classes')).rejects.toThrow(/permission denied/)
      await operator.query('delete from public.classes')
    } finally {
      await reader.end()
      await operator.end()
    }
  })

  test('the database has its schedules, in UTC', async () => {
    expect(await jobs()).toEqual([
      {
        jobname: 'rollcall-housekeeping',
        schedule: '17 3 * * *',
        command: 'select rollcall.keep_house()',
        active: true,
      },
      {
        jobname: 'rollcall-weekly-tick',
        schedule: '7 * * * *',
        command: 'select rollcall.weekly_tick()',
        active: true,
      },
    ])
  })

  test('what somebody changed by hand, in each resource, is seen by refresh and put right by up', async () => {
    const { projectRef } = await school.stack.outputs()
    const before = await jobs()
    const api = `${school.platform.url}/v1/projects/${projectRef?.value}`
    const ask = (path: string, method: string, body?: object) =>
      fetch(`${api}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${school.platform.token}`,
          'content-type': 'application/json',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    const byHand = [
      () =>
        school.session.query(
          "select cron.alter_job(jobid, schedule := '* * * * *') from cron.job where jobname like '%tick'",
        ),
      () => school.session.query("select cron.unschedule('rollcall-housekeeping')"),
      () => school.session.query('alter role rollcall_reader nologin'),
      () => school.session.query("alter role rollcall_operator password 'guessable'"),
      () => school.session.query('drop function rollcall.weekly_tick(timestamptz)'),
      () => ask('/functions/class-tracking', 'DELETE'),
      () => ask('/secrets', 'POST', [{ name: 'CLASS_TRACKING_SECRET', value: 'another' }]),
      () => ask('/network-restrictions/apply', 'POST', { dbAllowedCidrs: ['0.0.0.0/0'] }),
    ]
    for (const change of byHand) await change()
    const { summary, stdout } = await school.stack.refresh()
    const seen = Object.entries(summary.resourceChanges ?? {}).filter(([kind]) => kind !== 'same')
    expect(
      seen.reduce((sum, [, count]) => sum + count, 0),
      stdout,
    ).toBe(byHand.length)
    await school.stack.up()
    expect(await jobs()).toEqual(before)
    expect((await ask('/functions/class-tracking', 'GET')).status).toBe(200)
    const again = await school.stack.up({ refresh: true })
    expect(Object.keys(again.summary.resourceChanges ?? {})).toEqual(['same'])
  })

  test('nothing secret is stored in clear', async () => {
    const outputs = await school.stack.outputs()
    const stored = await school.told.stored()
    const secrets = Object.values(outputs)
      .filter(({ secret }) => secret)
      .flatMap(({ value }) => (typeof value === 'string' ? [value] : Object.values(value)))
    expect(secrets.length).toBeGreaterThan(3)
    for (const secret of [...secrets, school.url, school.platform.token]) {
      expect(stored).not.toContain(secret)
    }
  })

  test('destroy ends schedules, logins and function, and leaves the project and every row', async () => {
    await school.session
      .query("insert into public.students (name) values ('Ana')")
      .catch(() => undefined)
    const tables = await rows(
      "select count(*) from pg_catalog.pg_tables where schemaname in ('public', 'rollcall')",
    )
    const { projectRef } = await school.stack.outputs()
    const protectedOnes = await school.stack.destroy().catch((error: Error) => error.message)
    expect(protectedOnes).toMatch(/protect/)
    const unprotected = await school.stack.destroy({ excludeProtected: true })
    expect(unprotected.summary.resourceChanges).toHaveProperty('delete')
    expect(await jobs()).toEqual([])
    expect(
      await rows(
        "select count(*) from pg_catalog.pg_tables where schemaname in ('public', 'rollcall')",
      ),
    ).toEqual(tables)
    expect(
      await rows(
        "select rolname from pg_catalog.pg_roles where rolname like 'rollcall%' and rolcanlogin",
      ),
    ).toEqual([])
    const project = await fetch(`${school.platform.url}/v1/projects/${projectRef?.value}`, {
      headers: { authorization: `Bearer ${school.platform.token}` },
    })
    expect(project.status).toBe(200)
  })
})
