import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connect, loadSampleSchool } from '@rollcall/database'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { expect, onTestFinished, test } from 'vitest'
import { readAddress } from './address.ts'
import { serveClassTracking } from './serve-class-tracking.ts'

const database = scratchDatabase()
const token = 'a-token-that-only-tests-know'

function isInstalled(): boolean {
  try {
    execFileSync('schemathesis', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

// `.ci/run` installs it.
test.skipIf(!isInstalled())(
  'schemathesis, if it is installed, finds no request that the description does not foresee',
  { timeout: 180_000 },
  async () => {
    const session = await connect(database.url, { now: testNow })
    await loadSampleSchool(session, testNow)
    await session.end()
    const statuses: number[] = []
    const served = await serveClassTracking(readAddress({ port: '0', host: 'localhost', token }), {
      database: database.url,
      session: { now: testNow },
      now: () => testNow,
      lookBackDays: 92,
      log: ({ status }) => statuses.push(status),
    })
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-schemathesis-'))
    onTestFinished(async () => {
      await served.stop()
      rmSync(folder, { recursive: true })
    })
    const run = promisify(execFile)(
      'schemathesis',
      [
        '--no-color',
        'run',
        `${served.url}/openapi.json`,
        `--header=Authorization: Bearer ${token}`,
        '--checks=all',
        '--mode=all',
        '--max-examples=40',
        '--seed=1',
        '--generation-database=none',
        '--continue-on-failure',
      ],
      { cwd: folder, env: { ...process.env, HOME: folder } },
    )
    const { stdout } = await run.catch(({ stdout: said }) => ({ stdout: said as string }))
    expect(stdout).toMatch(/^ +Tested: 4$/m)
    expect(stdout, stdout).toMatch(/No issues found/)
    expect(statuses.length).toBeGreaterThan(100)
    expect(new Set(statuses)).toEqual(new Set([...statuses, 200, 401, 405, 415, 422]))
  },
)
