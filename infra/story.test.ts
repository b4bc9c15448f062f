import { copyForAct, findAct, type Runner } from '@rollcall/testing/act'
import { faults, plant } from '@rollcall/testing/faults'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

const act = await findAct()
const lost = faults.filter(({ name }) => name === 'missing-classes')
const title = act ? deploying('one story') : 'one story (skipped: there is no act on the PATH)'

describe.skipIf(!canDeploy || !act)(title, { timeout: 240_000 }, () => {
  const school = schoolStack()
  let github: Awaited<ReturnType<typeof startGitHub>>
  let runner: Runner
  let urls: Record<'reader' | 'operator', string>
  const monday = nextMonday()
  beforeAll(async () => {
    github = await startGitHub()
    runner = await copyForAct(act as string)
  })
  afterAll(async () => {
    await runner?.remove()
    await github?.stop()
  })

  /** From now on it is this instant for the owner's session. */
  const itIs = (instant: string) =>
    school.session.query('select set_config($1, $2, false)', ['rollcall.now', instant])
  const classes = async () => {
    const { rows } = await school.session.query<{ date: string }>(
      'select date from public.classes order by date',
    )
    return rows.map(({ date }) => date)
  }
  /** Runs a workflow from its file at this time of that Monday. */
  async function run(workflow: string, url: string, time: string, inputs = {}) {
    const { code, log } = await runner.run(workflow, {
      event: Object.keys(inputs).length > 0 ? 'workflow_dispatch' : 'schedule',
      inputs,
      secrets: { GITHUB_TOKEN: github.tokens.actions, DATABASE_URL: url },
      environment: { ROLLCALL_NOW: `${monday}T${time}:00.000Z`, GITHUB_API_URL: github.url },
    })
    expect(code, log).toBe(0)
  }
  const issues = async () =>
    (await github.issues()).map(({ state, title: about }) => `${state}: ${about}`)

  test('pulumi up makes a school of an empty project', async () => {
    await school.stack.up()
    const { readerDatabaseUrl, operatorDatabaseUrl } = await school.stack.outputs()
    urls = { reader: readerDatabaseUrl?.value, operator: operatorDatabaseUrl?.value }
    expect(await classes()).toEqual([])
  })

  test('students are inserted, and have classes to the end of next week', async () => {
    const start = daysAfter(monday, -3)
    await itIs(`${start}T10:00:00Z`)
    for (const days of [
      ['monday', 'thursday'],
      ['tuesday', 'friday'],
    ]) {
      const slots = days.map((day) => ({ day, start_time: '17:00', duration_minutes: 60 }))
      await school.session.query(
        `insert into public.students (first_name, last_name, start_date, fixed_schedule)
         values ('Vera', 'Prado', $1, $2)`,
        [start, JSON.stringify(slots)],
      )
    }
    expect(await classes()).toEqual([-3, 0, 1, 3, 4].map((days) => daysAfter(monday, days)))
  })

  test('the job of Monday makes the week after once, and once only', async () => {
    const { rows } = await school.session.query<{ command: string }>(
      "select command from cron.job where jobname = 'rollcall-weekly-tick'",
    )
    await itIs(`${monday}T06:07:00Z`)
    await school.session.query(rows[0]?.command ?? '')
    const all = [-3, 0, 1, 3, 4, 7, 8, 10, 11].map((days) => daysAfter(monday, days))
    expect(await classes()).toEqual(all)
    await itIs(`${monday}T07:07:00Z`)
    await school.session.query(rows[0]?.command ?? '')
    expect(await classes()).toEqual(all)
  })

  test('classes are lost, and the daily workflow opens an issue', async () => {
    await run('daily.yml', urls.reader, '07:30')
    expect(await issues()).toEqual([])
    await itIs(`${monday}T08:00:00Z`)
    for (const fault of lost) await plant(school.session, fault)
    expect(await classes()).toHaveLength(5)
    await run('daily.yml', urls.reader, '08:30')
    expect(await issues()).toEqual([expect.stringMatching(/^open: .*missing/i)])
  })

  test('the remedy is dispatched, and the next daily workflow closes the issue', async () => {
    const inputs = { remedy: 'create-missing-classes', apply: 'true' }
    await run('remedy.yml', urls.operator, '09:00', inputs)
    expect(await classes()).toHaveLength(9)
    await run('daily.yml', urls.reader, '09:30')
    expect(await issues()).toEqual([expect.stringMatching(/^closed: /)])
  })

  test('and the infrastructure is as the program says', async () => {
    const { summary } = await school.stack.up({ refresh: true })
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same'])
  })
})

/** The Monday that comes, in UTC, which is the school's zone: never today, so that what is due has yet to come. */
function nextMonday(): string {
  const now = new Date()
  const days = 8 - (now.getUTCDay() || 7)
  return daysAfter(now.toISOString().slice(0, 10), days)
}

function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}
