import { installNet, installVault } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

const title = deploying('a weekly run that the edge function makes')

describe.skipIf(!canDeploy)(title, { timeout: 180_000 }, () => {
  const school = schoolStack({
    isThere: true,
    config: { 'rollcall:weeklyTick': 'function' },
    prepare: async (session) => {
      await installVault(session)
      await installNet(session)
    },
  })
  const command = async () => {
    const { rows } = await school.session.query<{ command: string }>(
      "select command from cron.job where jobname = 'rollcall-weekly-tick'",
    )
    return rows.map((job) => job.command)
  }
  const vault = async () => {
    const { rows } = await school.session.query<{ name: string; secret: string }>(
      'select name, decrypted_secret as secret from vault.decrypted_secrets order by name',
    )
    return rows
  }

  test('the database calls the function, with what it finds in Vault', async () => {
    await school.stack.up()
    const { functionUrl, functionSecret } = await school.stack.outputs()
    expect(await command()).toEqual(['select rollcall.weekly_call()'])
    expect(await vault()).toEqual([
      { name: 'rollcall_class_tracking_secret', secret: functionSecret?.value },
      { name: 'rollcall_class_tracking_url', secret: functionUrl?.value },
    ])
    expect(await school.told.stored()).not.toContain(functionSecret?.value)
    await school.session.query('select rollcall.weekly_call()')
    const { rows } = await school.session.query<{ url: string; bearer: string }>(
      `select url, headers ->> 'Authorization' as bearer from net.http_request_queue`,
    )
    expect(rows).toEqual([
      {
        url: `${functionUrl?.value}/generate-weekly-classes`,
        bearer: `Bearer ${functionSecret?.value}`,
      },
    ])
  })

  test('a secret that somebody changed in Vault is put right', async () => {
    await school.session.query(
      "select vault.update_secret(id, 'another') from vault.secrets where name = 'rollcall_class_tracking_secret'",
    )
    const before = await school.stack.outputs()
    await school.stack.up({ refresh: true })
    expect((await vault())[0]?.secret).toBe(before.functionSecret?.value)
  })

  test('back to the database, nothing of it is left', async () => {
    await school.stack.setConfig('rollcall:weeklyTick', { value: 'database' })
    await school.stack.up()
    expect(await command()).toEqual(['select rollcall.weekly_tick()'])
    expect(await vault()).toEqual([])
  })
})
