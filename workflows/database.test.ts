import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { withSession } from '@rollcall/database'
import { runRollcall } from '@rollcall/testing'
import { expect, test } from 'vitest'

const bin = fileURLToPath(new URL('./bin/rollcall.js', import.meta.url))

test('keeps the healthy sample school up under the address it prints first, until it is interrupted', async () => {
  const now = '2026-03-11T11:00:00Z'
  const child = spawn(process.execPath, [bin, 'database', '--sample', '--now', now], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { code, out } = await runRollcall(['check', 'all', '--now', now], { DATABASE_URL: url })
  expect(out).toMatch(/^\d+ checks: ✔ \d+ pass {2}– \d+ skipped$/m)
  expect(code).toBe(0)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  await expect(withSession(url, {}, () => Promise.resolve())).rejects.toThrow(/Nothing answers/)
})
