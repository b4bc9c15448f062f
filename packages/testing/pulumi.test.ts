import { once } from 'node:events'
import { createServer } from 'node:http'
import * as pulumi from '@pulumi/pulumi'
import { EdgeFunctionSecrets } from '@pulumi/supabase'
import { describe, expect, test } from 'vitest'
import { needsPulumi, pulumiCommand, pulumiStack, terraformBridge } from './pulumi.ts'

describe.skipIf(!pulumiCommand())(needsPulumi('a stack of the tests'), { timeout: 120_000 }, () => {
  test('has its configuration, and writes no secret in clear', async () => {
    await using told = await pulumiStack({
      program: async () => {
        const config = new pulumi.Config()
        return { open: config.require('open'), hidden: config.requireSecret('hidden') }
      },
      config: {
        'rollcall:open': 'seen by all',
        'rollcall:hidden': { value: 'seen by none', secret: true },
      },
    })
    const { outputs } = await told.stack.up()
    expect(outputs.hidden).toEqual({ value: 'seen by none', secret: true })
    const stored = await told.stored()
    expect(stored).toContain('seen by all')
    expect(stored).not.toContain('seen by none')
  })

  test('can be killed at work, and goes on once its lock is taken away', async () => {
    // It takes a call, and never answers it.
    const silent = createServer().listen(0, '127.0.0.1')
    const asked = once(silent, 'request')
    await once(silent, 'listening')
    const { port } = silent.address() as { port: number }
    await using told = await pulumiStack({
      program: async () => ({ done: true }),
      providers: [terraformBridge],
      config: {
        'supabase:endpoint': `http://127.0.0.1:${port}`,
        'supabase:accessToken': 'a token',
      },
    })
    const program = async () => {
      new EdgeFunctionSecrets('secrets', {
        projectRef: 'any',
        secrets: [{ name: 'a', value: 'b' }],
      })
    }
    const cut = told.stack.up({ program })
    await asked
    told.kill()
    await expect(cut).rejects.toThrow('SIGKILL')
    silent.close()
    silent.closeAllConnections()

    await expect(told.stack.up()).rejects.toThrow('locked')
    await told.stack.cancel()
    expect((await told.stack.up()).outputs.done?.value).toBe(true)
  })
})
