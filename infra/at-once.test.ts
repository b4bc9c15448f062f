import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '@rollcall/database'
import { describe, expect, test } from 'vitest'
import { anotherStack, canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

describe.skipIf(!canDeploy)(deploying('others at the same time'), { timeout: 240_000 }, () => {
  const school = schoolStack({ isThere: true })
  /** What sessions of deployments are doing. */
  const doing = async () => {
    const { rows } = await school.session.query<{ state: string; waits: string | null }>(
      `select state, wait_event_type as waits from pg_catalog.pg_stat_activity
       where application_name like 'rollcall deploy%'`,
    )
    return rows
  }

  test('an up that is interrupted ends the statement that it waits for', async () => {
    const holder = await connect(school.url)
    await holder.query('begin')
    // What a migration makes, made by somebody who has not committed yet.
    await holder.query('create schema rollcall')
    const up = school.stack.up().then(
      () => 'done',
      (error: Error) => error.message,
    )
    await expect
      .poll(async () => (await doing()).some(({ waits }) => waits === 'Lock'), { timeout: 60_000 })
      .toBe(true)
    process.kill(Number(readFileSync(join(school.told.folder, 'pid'), 'utf8')), 'SIGINT')
    expect(await up).not.toBe('done')
    await expect.poll(doing, { timeout: 15_000 }).toEqual([])
    await holder.query('rollback')
    await holder.end()
  })

  test('two stacks over one database make nothing twice', async () => {
    const other = await anotherStack(school, { isThere: true })
    try {
      const both = await Promise.allSettled([school.stack.up(), other.stack.up()])
      // One may have been told to try again.
      for (const [index, { status }] of both.entries()) {
        if (status === 'rejected') await [school.stack, other.stack][index]?.up()
      }
      const { rows } = await school.session.query<{ name: string; count: number }>(
        'select jobname as name, count(*) from cron.job group by 1 order by 1',
      )
      expect(rows).toEqual([
        { name: 'rollcall-housekeeping', count: 1 },
        { name: 'rollcall-weekly-tick', count: 1 },
      ])
      const { rows: applied } = await school.session.query<{ count: number; versions: number }>(
        'select count(*), count(distinct version) as versions from supabase_migrations.schema_migrations',
      )
      expect(applied[0]?.count).toBe(applied[0]?.versions)
    } finally {
      await other.remove()
    }
  })
})
