import * as pulumi from '@pulumi/pulumi'
import { migrate } from '@rollcall/database'
import * as rollcall from '@rollcall/provider'
import { installVault } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

describe.skipIf(!canDeploy)(deploying('what is there already'), { timeout: 180_000 }, () => {
  const school = schoolStack({
    isThere: true,
    prepare: async (session) => {
      await migrate(session)
      await installVault(session)
      await session.query('create extension pg_cron')
      await session.query("select cron.schedule('nightly', '5 2 * * *', 'select 1')")
      await session.query("select vault.create_secret('s3cret', 'key', 'of the web site')")
      await session.query("create role teacher login password 'chalk and board'")
      await session.query('grant rollcall_reader to teacher')
    },
  })

  /** The same things as resources of a stack, each imported by its id. */
  const imported = async () => {
    const provider = new rollcall.Provider('rollcall', { databaseUrl: pulumi.secret(school.url) })
    const by = (id: string) => ({ provider, import: id })
    new rollcall.Migrations('migrations', {}, by('class-tracking'))
    new rollcall.CronSchedule(
      'nightly',
      { name: 'nightly', schedule: '5 2 * * *', command: 'select 1' },
      by('nightly'),
    )
    new rollcall.Role('teacher', { name: 'teacher', memberOf: ['rollcall_reader'] }, by('teacher'))
    new rollcall.VaultSecret(
      'key',
      { name: 'key', value: pulumi.secret('s3cret'), description: 'of the web site' },
      by('key'),
    )
  }
  const rows = async (sql: string) => (await school.session.query(sql)).rows
  const standing = async () => ({
    jobs: await rows('select jobid, jobname, schedule, command, active from cron.job'),
    secrets: await rows('select id, name, decrypted_secret from vault.decrypted_secrets'),
    members: await rows(
      "select r.rolname, r.rolcanlogin from pg_catalog.pg_roles as r where r.rolname = 'teacher'",
    ),
  })

  test('is imported by its id as it stands, and the next up has nothing to do', async () => {
    const before = await standing()
    const { summary } = await school.stack.up({ program: imported })
    expect(summary.resourceChanges).toMatchObject({ import: 4 })
    const again = await school.stack.up({ program: imported, refresh: true })
    expect(Object.keys(again.summary.resourceChanges ?? {})).toEqual(['same'])
    expect(await standing()).toEqual(before)
  })

  test('and what is not there can not be', async () => {
    const program = async () => {
      const provider = new rollcall.Provider('rollcall', { databaseUrl: pulumi.secret(school.url) })
      const job = { name: 'weekly', schedule: '5 2 * * 1', command: 'select 1' }
      new rollcall.CronSchedule('weekly', job, { provider, import: 'weekly' })
    }
    const failure = await school.stack.preview({ program }).catch((error: Error) => error.message)
    expect(failure).toMatch(/weekly.*does not exist/s)
  })
})
