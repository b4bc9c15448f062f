import { fileURLToPath } from 'node:url'
import * as pulumi from '@pulumi/pulumi'
import type { School } from '@rollcall/core'
import { todaysRelease } from '@rollcall/database'
import { scratchDatabase } from '@rollcall/testing'
import { needsPulumi, pulumiCommand, pulumiStack, type TestStack } from '@rollcall/testing/pulumi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Migrations, Password, Provider } from './index.ts'

const providers = [{ name: 'rollcall', path: fileURLToPath(new URL('bin', import.meta.url)) }]

describe.skipIf(!pulumiCommand())(needsPulumi('the provider in the real engine'), () => {
  const database = scratchDatabase({ bare: true })
  let school: School = { timezone: 'Europe/Madrid', closures: [] }
  let stack: TestStack['stack']
  let tested: TestStack
  beforeAll(async () => {
    tested = await pulumiStack({
      providers,
      program: async () => {
        const provider = new Provider('rollcall', { databaseUrl: pulumi.secret(database.url) })
        const { value } = new Password('password', {}, { provider })
        const { version } = new Migrations('migrations', { school }, { provider })
        return { value, version }
      },
    })
    stack = tested.stack
  })
  afterAll(() => tested.remove())

  const timezone = async () => {
    const { rows } = await database.session.query('select timezone from rollcall.school')
    return rows[0]?.timezone
  }
  const tables = async () => {
    const { rows } = await database.session.query<{ count: number }>(
      "select count(*) from pg_catalog.pg_tables where schemaname in ('public', 'rollcall')",
    )
    return rows[0]?.count ?? 0
  }

  test('a preview lists the migrations and touches nothing', async () => {
    const { stdout, changeSummary } = await stack.preview()
    expect(changeSummary).toEqual({ create: 4 })
    const said = stdout.slice(stdout.indexOf('Diagnostics:'))
    expect(said.match(/Would apply migration \w+/g)).toEqual(
      todaysRelease().migrations.map((migration) => `Would apply migration ${migration}`),
    )
    expect(await tables()).toBe(0)
  })

  test('up makes what the preview announced, and a second one changes nothing', async () => {
    const first = await stack.up()
    expect(first.summary.resourceChanges).toEqual({ create: 4 })
    expect(first.outputs.value).toMatchObject({ secret: true })
    expect(await timezone()).toBe('Europe/Madrid')
    const second = await stack.up()
    expect(second.summary.resourceChanges).toEqual({ same: 4 })
    expect(second.outputs).toEqual(first.outputs)
  })

  test('a changed school is an update, and nothing else is', async () => {
    school = { timezone: 'America/Bogota', closures: [{ from: '2026-12-24', to: '2026-12-26' }] }
    const { changeSummary, stdout } = await stack.preview({ diff: true })
    expect(changeSummary).toEqual({ update: 1, same: 3 })
    expect(stdout).toContain('America/Bogota')
    expect(await timezone()).toBe('Europe/Madrid')
    const { summary } = await stack.up()
    expect(summary.resourceChanges).toEqual({ update: 1, same: 3 })
    expect(await timezone()).toBe('America/Bogota')
  })

  test('what somebody changed by hand is seen by refresh and put right by up', async () => {
    await database.session.query("update rollcall.school set timezone = 'Asia/Tokyo'")
    await database.session.query('drop function rollcall.weekly_tick(timestamptz)')
    const { summary } = await stack.refresh()
    expect(summary.resourceChanges).toEqual({ update: 1, same: 3 })
    const { stdout } = await stack.preview({ diff: true })
    expect(stdout).toMatch(/changed by hand/)
    await stack.up()
    expect(await timezone()).toBe('America/Bogota')
    expect((await stack.up({ refresh: true })).summary.resourceChanges).toEqual({ same: 4 })
  })

  test('destroy leaves every table', async () => {
    const before = await tables()
    const { summary } = await stack.destroy()
    expect(summary.resourceChanges).toEqual({ delete: 4 })
    expect(await tables()).toBe(before)
  })

  test('what is stored holds no secret in clear', async () => {
    const { value } = await stack.up().then(({ outputs }) => outputs)
    const stored = await tested.stored()
    expect(stored).toContain('rollcall:index:Password')
    expect(stored).not.toContain(value?.value)
    expect(stored).not.toContain(database.url)
  })
})
