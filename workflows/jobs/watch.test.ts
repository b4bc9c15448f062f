import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { readWorkflowFiles } from '@rollcall/github'
import { runRollcall } from '@rollcall/testing'
import { startGitHub, type Workflow } from '@rollcall/testing/github'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { workflowFolder } from '../doctor/surroundings.ts'

let server: Awaited<ReturnType<typeof startGitHub>>
let folder = ''
beforeAll(async () => {
  server = await startGitHub()
})
beforeEach(async () => {
  await server.reset()
  folder = await mkdtemp(join(tmpdir(), 'rollcall-watch-'))
})
afterEach(() => rm(folder, { recursive: true }))
afterAll(() => server.stop())

const now = '2026-03-11T11:00:00.000Z'
const files = await readWorkflowFiles(workflowFolder)

function environment(): Record<string, string> {
  return {
    GITHUB_TOKEN: server.tokens.actions,
    GITHUB_REPOSITORY: server.repository,
    GITHUB_API_URL: server.url,
    ROLLCALL_NOW: now,
  }
}

/** Every workflow of this checkout, having run an hour ago, but `daily`, which ran when it is said. */
function workflows(daily: string): Workflow[] {
  return files.map(({ file, schedules }) => ({
    file,
    runs:
      schedules.length === 0
        ? []
        : [
            {
              event: 'schedule' as const,
              status: 'completed' as const,
              conclusion: 'success' as const,
              createdAt: file === 'daily.yml' ? daily : '2026-03-11T10:00:00Z',
            },
          ],
  }))
}

/** Runs the job in an empty folder, as a runner would. */
async function job() {
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')]
  for (const file of [output, summary]) await writeFile(file, '')
  const path = fileURLToPath(new URL('./watch.ts', import.meta.url))
  const child = spawn(process.execPath, [path], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...environment(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  const results = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8'))
  return { code, out, results, summary: await readFile(summary, 'utf8') }
}

test('a missed run opens an issue, and the next run closes it; the job is green', async () => {
  server.workflows.set(workflows('2026-03-08T06:20:00Z'))
  const { code, results, summary } = await job()
  expect(code).toBe(0)
  expect(results.run).toMatchObject({ checklist: 'watch', now })
  expect(results.verdicts).toMatchObject([
    { check: 'workflows-ran', state: 'fail', findings: [{ key: 'workflow/daily' }] },
  ])
  expect(summary).toContain('workflow/daily')
  const apply = () => runRollcall(['issues', 'apply', join(folder, 'results.json')], environment())
  expect(await apply()).toMatchObject({ code: 0 })
  const issue = { title: expect.stringContaining('Every scheduled workflow ran'), state: 'open' }
  expect(await server.issues()).toMatchObject([issue])

  server.workflows.set(workflows('2026-03-11T06:20:00Z'))
  expect((await job()).results.verdicts).toMatchObject([{ state: 'pass' }])
  expect(await apply()).toMatchObject({ code: 0 })
  expect(await server.issues()).toMatchObject([{ ...issue, state: 'closed' }])
})

test('a job that could not look is red and leaves its results all the same', async () => {
  server.fail({ method: 'GET', path: /\/actions\/workflows/, kind: 403 })
  const { code, results } = await job()
  expect(code).toBe(2)
  expect(results.verdicts).toMatchObject([{ state: 'unknown' }])
})

test('the command says the same and answers with 1', async () => {
  server.workflows.set(workflows('2026-03-08T06:20:00Z'))
  const { code, out } = await runRollcall(['watch', '--json', '--now', now], environment())
  expect(code).toBe(1)
  expect(JSON.parse(out).verdicts).toMatchObject([
    { check: 'workflows-ran', findings: [{ key: 'workflow/daily' }] },
  ])
  const told = await runRollcall(['watch', '--now', now], environment())
  expect(told.out).toContain('error workflow/daily')
})

test('without GitHub the command skips it and says what to set', async () => {
  const { code, out } = await runRollcall(['watch', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out).verdicts).toMatchObject([
    { state: 'skipped', reason: expect.stringContaining('GITHUB_REPOSITORY') },
  ])
})
