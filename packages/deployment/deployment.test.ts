import { needsPulumi, pulumiCommand } from '@rollcall/testing/pulumi'
import { describe, expect, test } from 'vitest'
import { deploy, driftOf, previewChanges } from './index.ts'
import { deployedForTests } from './stack-for-tests.ts'

const migrations = { type: 'rollcall:index:Migrations', name: 'migrations' }
const secret = (name: string) => ({ type: 'rollcall:index:VaultSecret', name })
const short = <Told extends { urn: string }>(told: Told[]) => told.map(({ urn, ...rest }) => rest)

describe.skipIf(!pulumiCommand())(needsPulumi('a stack as data'), { timeout: 120_000 }, () => {
  const deployed = deployedForTests()
  const { database, holds } = deployed
  const query = (sql: string) => database.session.query(sql)

  test('a preview tells what a deployment then does', async () => {
    const foreseen = await previewChanges(deployed.stack)
    expect(short(foreseen)).toEqual([
      { type: 'pulumi:providers:rollcall', name: 'rollcall', operation: 'create', properties: [] },
      { type: 'pulumi:pulumi:Stack', name: 'rollcall-test', operation: 'create', properties: [] },
      { ...migrations, operation: 'create', properties: [] },
      { ...secret('first'), operation: 'create', properties: [] },
      { ...secret('second'), operation: 'create', properties: [] },
    ])
    const { rows } = await query('select count(*) from vault.secrets')
    expect(rows).toEqual([{ count: 0 }])
    const { examined, resources } = await driftOf(deployed.stack)
    expect(examined).toBe(3)
    expect(resources.map(({ cause }) => cause)).toEqual(Array(3).fill('undeployed'))
    expect(await deploy(deployed.stack)).toEqual(foreseen)
    expect(await previewChanges(deployed.stack)).toEqual([])
    expect(await deploy(deployed.stack)).toEqual([])
    expect(await driftOf(deployed.stack)).toEqual({ examined: 3, resources: [] })
  })

  test('what somebody changed by hand is told by its place, and a deployment puts it right', async () => {
    await query("update rollcall.school set timezone = 'Asia/Tokyo'")
    await query("delete from vault.secrets where name = 'first'")
    await query(
      "select vault.update_secret(id, 'changed by a hand') from vault.secrets where name = 'second'",
    )
    const state = await deployed.told.stored()
    const drift = await driftOf(deployed.stack)
    expect(short(drift.resources)).toEqual([
      {
        ...migrations,
        operation: 'update',
        cause: 'changed',
        properties: ['school.timezone'],
      },
      { ...secret('first'), operation: 'create', cause: 'gone', properties: [] },
      { ...secret('second'), operation: 'update', cause: 'changed', properties: ['value'] },
    ])
    expect(JSON.stringify(drift)).not.toMatch(/changed by a hand|the first secret|another one/)
    // Looking wrote nothing, neither there nor here.
    expect(await deployed.told.stored()).toBe(state)
    const { rows } = await query('select count(*) from vault.secrets')
    expect(rows).toEqual([{ count: 1 }])

    expect(short(await deploy(deployed.stack))).toMatchObject(
      drift.resources.map(({ name, operation }) => ({ name, operation })),
    )
    expect((await driftOf(deployed.stack)).resources).toEqual([])
  })

  test('what the program says anew is undeployed, and no drift that somebody brought about', async () => {
    holds.timezone = 'America/Bogota'
    holds.secrets = { second: 'another one, kept apart', third: 'the third, just thought of' }
    const { resources } = await driftOf(deployed.stack)
    expect(short(resources)).toEqual([
      { ...migrations, operation: 'update', cause: 'undeployed', properties: ['school.timezone'] },
      { ...secret('first'), operation: 'delete', cause: 'undeployed', properties: [] },
      { ...secret('third'), operation: 'create', cause: 'undeployed', properties: [] },
    ])
    expect((await previewChanges(deployed.stack)).map(({ urn }) => urn)).toEqual(
      resources.map(({ urn }) => urn),
    )
    await deploy(deployed.stack)
  })

  test('an output that is new is a change, for what reads it', async () => {
    holds.outputs = { address: 'elsewhere' }
    const change = {
      type: 'pulumi:pulumi:Stack',
      name: 'rollcall-test',
      operation: 'update',
      properties: ['outputs.address'],
    }
    expect(short(await previewChanges(deployed.stack))).toEqual([change])
    expect((await driftOf(deployed.stack)).resources).toEqual([])
    expect(short(await deploy(deployed.stack))).toEqual([change])
    expect(await previewChanges(deployed.stack)).toEqual([])
  })

  test('a deployment that fails says at what, what was done, and no secret', async () => {
    holds.secrets = { ...holds.secrets, fourth: 'never to be seen' }
    await query(`
      create function public.refuse() returns trigger language plpgsql as $$
        begin raise 'not the secret never to be seen'; end $$;
      create trigger refuse before insert on vault.secrets for each row execute function public.refuse()`)
    holds.timezone = 'Europe/Madrid'
    const failure = await deploy(deployed.stack).catch((error) => error)
    expect(failure).toMatchObject({
      name: 'DeploymentError',
      reason: 'The engine failed at rollcall:index:VaultSecret fourth',
      failures: [{ ...secret('fourth'), reason: expect.stringContaining('not the secret') }],
      done: [expect.objectContaining({ ...migrations, operation: 'update' })],
    })
    expect(failure.message).not.toContain('never to be seen')
    await query('drop function public.refuse() cascade')
    expect(short(await deploy(deployed.stack))).toEqual([
      { ...secret('fourth'), operation: 'create', properties: [] },
    ])
  })
})
