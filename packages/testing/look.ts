import { type Check, defaultConfig, runChecks, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { expect } from 'vitest'
import { type TestDatabase, testNow } from './scratch-database.ts'

type LookOptions = { now?: string; remedy?: boolean; config?: Partial<typeof defaultConfig> }

/** A check's verdict as the owner, which has to be the one of the role that can only look. */
export async function look(
  database: TestDatabase,
  check: Check,
  options: LookOptions = {},
): Promise<Verdict> {
  const seen = await lookAs(database.as('looker'), check, { ...options, remedy: false })
  const verdict = await lookAs(database.url, check, options)
  if (!options.remedy) expect(seen).toEqual(verdict)
  return verdict
}

/** A check's verdict under an address of its own. */
export async function lookAs(
  url: string,
  check: Check,
  options: LookOptions = {},
): Promise<Verdict> {
  const now = options.now ?? testNow
  const [verdict] = await runChecks({
    checks: [check],
    config: { ...defaultConfig, ...options.config },
    now,
    open: () => connect(url, { now }),
    watermarks: new Map(),
    remedy: options.remedy === true,
  })
  return verdict as Verdict
}
