import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CuttingProxy, cuttingProxy } from './cutting-proxy-for-tests.ts'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

describe.skipIf(!canDeploy)(deploying('an up that is cut off'), { timeout: 300_000 }, () => {
  const school = schoolStack({ isThere: true })
  let proxy: CuttingProxy
  beforeAll(async () => {
    proxy = await cuttingProxy(school.url)
    await school.stack.setConfig('rollcall:databaseUrl', { value: proxy.url, secret: true })
  })
  afterAll(() => proxy?.stop())

  /** One up more makes everything whole, and another has nothing to do. */
  async function converges() {
    await school.stack.up()
    const { summary } = await school.stack.up({ refresh: true })
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same'])
    const { rows } = await school.session.query('select jobname from cron.job order by jobname')
    expect(rows).toEqual([
      { jobname: 'rollcall-housekeeping' },
      { jobname: 'rollcall-weekly-tick' },
    ])
  }
  /** Sessions of deployments that are still there. */
  async function sessions(): Promise<number> {
    const { rows } = await school.session.query<{ count: number }>(
      "select count(*) from pg_catalog.pg_stat_activity where application_name like 'rollcall deploy%'",
    )
    return rows[0]?.count ?? 0
  }

  test.each(['rollcall:index:Migrations', 'rollcall:index:Role', 'rollcall:index:CronSchedule'])(
    'killed while it makes a %s, it leaves nobody behind, and the next one goes on',
    async (type) => {
      let isKilled = false
      const up = school.stack.up({
        onEvent: ({ resourcePreEvent: event }) => {
          if (isKilled || event?.metadata.type !== type || event.metadata.op !== 'create') return
          isKilled = true
          school.told.kill()
        },
      })
      await expect(up).rejects.toThrow()
      expect(isKilled).toBe(true)
      await school.stack.cancel()
      await expect.poll(sessions, { timeout: 15_000 }).toBe(0)
    },
  )

  test('and then everything is whole', converges)

  test('whichever connection breaks after however many statements, the next up goes on', async () => {
    await school.stack.destroy()
    await school.session.query('drop schema rollcall cascade')
    await school.session.query('delete from supabase_migrations.schema_migrations')
    let cuts = 0
    // Each goes on where the one before was cut off, and gets further.
    for (let nth = 4; ; nth = Math.ceil(nth * 1.7)) {
      proxy.cutAt(nth)
      const outcome = await school.stack.up().then(
        () => 'whole',
        (error: Error) => error.message,
      )
      if (!proxy.hasCut()) break
      cuts += 1
      expect(outcome).not.toContain(school.url)
    }
    expect(cuts).toBeGreaterThan(4)
    proxy.cutAt(Number.POSITIVE_INFINITY)
    await converges()
  })

  test.each([
    { method: 'POST', path: /\/secrets$/, kind: 500 },
    { method: 'POST', path: /\/functions\/deploy/, kind: 500 },
    { method: 'POST', path: /\/functions\/deploy/, kind: 'lost-after' },
    { method: 'GET', path: /\/functions\/class-tracking$/, kind: 500 },
  ] as const)(
    'while $method $path ends with $kind, what failed is named, and the next up goes on',
    async (fault) => {
      await school.stack.destroy()
      school.platform.fail({ ...fault, lasts: true })
      const failure = await school.stack.up().then(
        () => '',
        (error: Error) => error.message,
      )
      expect(failure).not.toContain(school.platform.token)
      if (fault.method === 'POST' && fault.kind === 500) expect(failure).toMatch(/500/)
      const deployed = school.platform.calls.length
      expect(deployed).toBeGreaterThan(0)
      school.platform.endFaults()
      await converges()
    },
  )
})
