import { allChecks, defaultConfig, runChecks } from '@rollcall/core'
import { expect, test } from 'vitest'
import { connect, withSession } from './connect.ts'
import { startEmbeddedServer } from './embedded/server.ts'
import { migrate } from './migrate.ts'

const checks = allChecks.filter(({ id }) => ['connections', 'query-performance'].includes(id))

async function looked(url: string) {
  const now = new Date().toISOString()
  const verdicts = await runChecks({
    checks,
    config: defaultConfig,
    now,
    open: () => connect(url),
    watermarks: new Map(),
  })
  return verdicts.map((verdict) => (verdict.state === 'unknown' ? verdict.hint : verdict.state))
}

/** Roles belong to the server, and the one of all tests has them already. */
test('an owner who may not grant the statistics role migrates all the same, and the checks say what is missing', async () => {
  const server = await startEmbeddedServer()
  try {
    await withSession(server.url(), {}, (session) =>
      session.query(
        `create role plain login createrole password 'plain'; create role guest login password 'guest'`,
      ),
    )
    await withSession(server.url(), {}, (session) =>
      session.query('create database school owner plain'),
    )
    const as = (name: string) =>
      Object.assign(new URL(server.url('school')), { username: name, password: name }).href
    await withSession(as('plain'), {}, async (session) => {
      await migrate(session)
      await session.query('grant rollcall_reader to guest')
    })
    for (const name of ['plain', 'guest']) {
      expect(await looked(as(name))).toEqual(
        Array(2).fill(expect.stringContaining('grant pg_read_all_stats to rollcall_reader')),
      )
    }
    // As on Supabase, whose owner may hand on pg_monitor and nothing narrower.
    await withSession(server.url(), {}, (session) =>
      session.query('grant pg_monitor to plain with admin option'),
    )
    await withSession(as('plain'), {}, (session) => migrate(session))
    for (const name of ['plain', 'guest']) {
      expect(await looked(as(name))).toEqual(['pass', 'pass'])
    }
  } finally {
    await server.stop()
  }
})
