import { afterEach, describe, expect, test } from 'vitest'
import { canDeploy, deploying, schoolStack } from './stack-for-tests.ts'

describe.skipIf(!canDeploy)(deploying('what can not be deployed'), { timeout: 180_000 }, () => {
  const school = schoolStack({ isThere: true })
  const secret = (value: string) => ({ value, secret: true })
  afterEach(async () => {
    school.platform.reset()
    await school.stack.setConfig('rollcall:databaseUrl', secret(school.url))
  })

  /** What a preview or an up says instead of doing it. */
  async function refusal(operation: 'preview' | 'up'): Promise<string> {
    return school.stack[operation]().then(
      () => '',
      (error: Error) => error.message,
    )
  }

  test('every mistake in the configuration is named at once', async () => {
    await school.stack.setConfig('rollcall:weeklyTick', { value: 'cron' })
    await school.stack.setConfig('rollcall:projectref', { value: 'x' })
    const said = await refusal('preview')
    expect(said).toMatch(/weeklyTick is neither/)
    expect(said).toMatch(/projectref is not known/)
    expect(said).not.toMatch(/^\s+at .*\.ts:\d+/m)
    await school.stack.removeConfig('rollcall:weeklyTick')
    await school.stack.removeConfig('rollcall:projectref')
  })

  test.each([
    {
      what: 'a wrong password',
      change: (url: URL) => void Object.assign(url, { password: 'hunter2' }),
      says: /refuses the password of role/,
    },
    {
      what: 'a port on which nobody listens',
      change: (url: URL) => void Object.assign(url, { port: '1' }),
      says: /127\.0\.0\.1|localhost/,
    },
  ])('a database behind $what is named, without the password', async ({ change, says }) => {
    const address = new URL(school.url)
    change(address)
    const url = address.href
    await school.stack.setConfig('rollcall:databaseUrl', secret(url))
    const said = await refusal('up')
    expect(said).toMatch(says)
    expect(said).not.toContain('hunter2')
    expect(said).not.toContain(url)
  })

  test('a token without the rights is told which', async () => {
    school.platform.tokenMay(['project_admin_read', 'edge_functions_read', 'secrets_read'])
    const said = await refusal('up')
    expect(said).toMatch(/edge_functions_write|secrets_write|edge_functions_secrets_write|403/)
    expect(said).not.toContain(school.platform.token)
  })

  test('and nothing is left half-done that an up does not mend', async () => {
    await school.stack.up()
    const { summary } = await school.stack.up({ refresh: true })
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same'])
  })
})
