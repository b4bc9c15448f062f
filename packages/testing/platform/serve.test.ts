import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
import { startPlatform } from './platform.ts'

test('stays up at its port for other clients', { timeout: 30_000 }, async () => {
  const free = await startPlatform()
  await free.stop()
  const program = fileURLToPath(new URL('serve.ts', import.meta.url))
  const child = spawn(process.execPath, [program, '--port', new URL(free.url).port])
  try {
    const [line] = await once(child.stdout, 'data')
    const told = JSON.parse(String(line))
    expect(told.url).toBe(free.url)
    expect(await ask(told, 'GET', `/v1/projects/${told.ref}`)).toMatchObject({ status: 200 })
  } finally {
    child.kill()
  }
})
