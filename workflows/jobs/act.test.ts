import { loadSampleSchool } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { copyForAct, findAct, type Runner } from '@rollcall/testing/act'
import { faults, plant, undo } from '@rollcall/testing/faults'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const act = await findAct()
const faultOf = (name: string) =>
  faults.find((each) => each.name === name) as (typeof faults)[number]

// Skipped where act is not installed (.ci/run builds it).
describe.skipIf(!act)('on a runner', () => {
  const database = scratchDatabase()
  let github: Awaited<ReturnType<typeof startGitHub>>
  let runner: Runner
  let hours = 0

  beforeAll(async () => {
    await loadSampleSchool(database.session, testNow)
    github = await startGitHub()
    runner = await copyForAct(act as string)
  })
  afterAll(async () => {
    await runner.remove()
    await github.stop()
  })

  /** Runs a workflow from its file, each an hour later than the last; by default it has to end green. */
  async function run(
    workflow: string,
    url: string,
    { inputs = {}, ends = 0 }: { inputs?: Record<string, string>; ends?: number } = {},
  ) {
    const now = new Date(Date.parse(testNow) + hours++ * 3_600_000).toISOString()
    const { code, log } = await runner.run(workflow, {
      event: Object.keys(inputs).length > 0 ? 'workflow_dispatch' : 'schedule',
      inputs,
      secrets: { GITHUB_TOKEN: github.tokens.actions, ...(url ? { DATABASE_URL: url } : {}) },
      environment: { ROLLCALL_NOW: now, GITHUB_API_URL: github.url },
    })
    expect(code, log).toBe(ends)
    return log
  }

  /** What stands about a check: its issues by number, each with how many comments it has. */
  async function told(check: string) {
    const issues = await github.issues()
    return issues
      .filter(({ body }) => body.startsWith(`<!-- rollcall fp=production/${check} `))
      .map(({ state, comments }) => ({ state, comments: comments.length }))
  }

  test.each([
    { workflow: 'daily.yml', name: 'missing-classes', remedy: 'create-missing-classes' },
    { workflow: 'weekly.yml', name: 'student-without-start-date' },
    { workflow: 'monthly.yml', name: 'table-without-row-level-security' },
  ])(
    '$workflow opens an issue, says nothing twice, and closes it',
    { timeout: 180_000 },
    async (given) => {
      const { workflow, name, remedy } = given
      const fault = faultOf(name)
      await plant(database.session, fault)
      await run(workflow, database.as('looker'))
      expect(await told(fault.seenBy)).toEqual([{ state: 'open', comments: 0 }])
      await run(workflow, database.as('looker'))
      expect(await told(fault.seenBy)).toEqual([{ state: 'open', comments: 0 }])
      const inputs = { remedy: remedy ?? '', apply: 'true' }
      if (remedy) await run('remedy.yml', database.as('fixer'), { inputs })
      else await undo(database.session, fault, testNow)
      const comments = remedy ? 1 : 0
      expect(await told(fault.seenBy)).toEqual([{ state: 'open', comments }])
      await run(workflow, database.as('looker'))
      expect(await told(fault.seenBy)).toEqual([{ state: 'closed', comments: comments + 1 }])
      expect((await github.issues()).filter(({ state }) => state === 'open')).toEqual([])
    },
  )

  test('daily.yml is red when it can not look, and opens an issue all the same', {
    timeout: 180_000,
  }, async () => {
    const nowhere = 'postgresql://looker:secret@127.0.0.1:1/postgres'
    await run('daily.yml', nowhere, { ends: 1 })
    expect(await told('able-to-look')).toEqual([{ state: 'open', comments: 0 }])
  })

  test('check.yml prints the plan of a dry run, and generate.yml fills the gaps of one student', async () => {
    const classes = async () => {
      const { rows } = await database.session.query<{ student: number; count: number }>(
        'select student_id as student, count(*) from public.classes group by 1 order by 1',
      )
      return rows
    }
    const before = await classes()
    await plant(database.session, faultOf('missing-classes'))
    const lost = await classes()
    const [student] = before.filter(({ count }, place) => lost[place]?.count !== count)
    const calls = github.calls.length
    const dry = { what: 'missing-classes', 'dry-run': 'true' }
    const log = await run('check.yml', database.as('looker'), { inputs: dry })
    expect(log).toContain('reopen production/missing-classes')
    expect(new Set(github.calls.slice(calls).map(({ method }) => method))).toEqual(new Set(['GET']))
    const inputs = { what: 'missing', student: String(student?.student), apply: 'true' }
    await run('generate.yml', database.as('fixer'), { inputs })
    expect(await classes()).toEqual(before)
  }, 180_000)

  test('daily.yml does nothing without a secret, ends green and says why', async () => {
    const before = github.calls.length
    const log = await run('daily.yml', '')
    expect(log).toContain('The secret DATABASE_URL is not set')
    expect(github.calls.length).toBe(before)
  })
})
