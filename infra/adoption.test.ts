import { installVault, type LiveSchool, loadLiveSchool } from '@rollcall/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

/** What an application keeps beside its tables, none of it under a name of ours. */
const applicationSql = `
  create extension pg_cron;
  select cron.schedule('send-reminders', '30 6 * * 1-5', 'select 1');
  select cron.schedule('30 2 * * *', 'select 2');
  select vault.create_secret('sk_live_invented', 'payment_key', 'of the shop');
  create role timetable login password 'of the application' connection limit 5;
  grant pg_read_all_data to timetable;`

const title = deploying('a project with a live database')
describe.skipIf(!canDeploy)(title, { timeout: 180_000 }, () => {
  let live: Pick<LiveSchool, 'expectUntouched'>
  const school = schoolStack({
    isThere: true,
    prepare: async (session) => {
      await installVault(session)
      await session.query(applicationSql)
      live = await loadLiveSchool(session)
    },
  })
  const writes = () =>
    school.platform.calls
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)
  const api = async (path: string) => {
    const response = await fetch(
      `${school.platform.url}/v1/projects/${school.platform.ref}${path}`,
      { headers: { authorization: `Bearer ${school.platform.token}` } },
    )
    return response.json()
  }
  const settings = () =>
    Promise.all(
      ['/postgrest', '/network-restrictions', '/ssl-enforcement', '/config/auth'].map(api),
    )
  /** The application's jobs, secrets, logins and functions. */
  async function ofApplication() {
    const { rows } = await school.session.query(
      `select
         (select array_agg(j::text order by j.jobid) from cron.job as j
          where j.jobname is null or j.jobname not like 'rollcall-%') as jobs,
         (select array_agg(s::text) from vault.secrets as s) as secrets,
         (select row(r.*, a.rolpassword, shobj_description(r.oid, 'pg_authid'))::text
          from pg_catalog.pg_roles as r join pg_catalog.pg_authid as a on a.oid = r.oid
          where r.rolname = 'timetable') as login`,
    )
    const functions = (await api('/functions')) as { slug: string }[]
    const secrets = (await api('/secrets')) as { name: string }[]
    return {
      ...rows[0],
      functions: functions.filter(({ slug }) => slug !== 'class-tracking'),
      functionSecrets: secrets.filter(({ name }) => !name.startsWith('CLASS_TRACKING_')),
    }
  }

  let standing: unknown
  let settled: unknown
  beforeAll(async () => {
    school.platform.functions.set([{ slug: 'send-receipts', version: 7 }])
    school.platform.secrets.set({ PAYMENT_KEY: 'sk_live_invented' })
    standing = await ofApplication()
    settled = await settings()
    school.platform.calls.length = 0
  })
  const expectUntouched = async () => {
    await live.expectUntouched(school.session)
    expect(await ofApplication()).toEqual(standing)
    expect(await settings()).toEqual(settled)
  }

  test('is shown in a preview with what a person has to judge, and not touched', async () => {
    const { stdout } = await school.stack.preview()
    expect(stdout).toMatch(/Would apply migration \d+_rollcall_own_tables/)
    expect(stdout).toMatch(/Row level security is off on public\.classes/)
    expect(writes()).toEqual([])
    await expectUntouched()
  })

  test('is adopted: every row stays where it lies, and nothing is set that the stack does not name', async () => {
    const { outputs } = await school.stack.up()
    await expectUntouched()
    expect(outputs.projectRef?.value).toBe(school.platform.ref)
    expect(outputs.toJudge?.value).toEqual([
      expect.stringMatching(/classes_occurrence_key/),
      expect.stringMatching(/Row level security is off on public\.class_generation_logs/),
      expect.stringMatching(/Row level security is off on public\.classes/),
      expect.stringMatching(/Row level security is off on public\.courses/),
    ])
    const project = `/v1/projects/${school.platform.ref}`
    expect(writes()).toEqual([`POST ${project}/secrets`, `POST ${project}/functions/deploy`])
    expect(JSON.stringify(school.platform.calls)).not.toContain('the password of the owner')
  })

  test('a second up changes nothing', async () => {
    const calls = writes().length
    const { summary, stdout } = await school.stack.up({ refresh: true, diff: true })
    expect(Object.keys(summary.resourceChanges ?? {}), stdout).toEqual(['same'])
    expect(writes().length).toBe(calls)
  })

  test('destroy leaves what is the application’s, and every row', async () => {
    await school.stack.destroy()
    await expectUntouched()
    expect((await api('')) as object).toMatchObject({ status: 'ACTIVE_HEALTHY' })
  })
})
