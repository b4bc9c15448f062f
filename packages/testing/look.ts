import { type Check, defaultConfig, runChecks, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'
import { expect } from 'vitest'
import { type TestDatabase, testNow } from './scratch-database.ts'

type LookOptions = {
  now?: string
  remedy?: boolean
  config?: Partial<typeof defaultConfig>
  /** Evidence that moves from look to look, because it is of the whole server or counts the looks. */
  moving?: string[]
}

/** A check's verdict as the owner, which has to be the one of the role that can only look. */
export async function look(
  database: Pick<TestDatabase, 'url' | 'as'>,
  check: Check,
  options: LookOptions = {},
): Promise<Verdict> {
  const seen = await lookAs(database.as('looker'), check, { ...options, remedy: false })
  const verdict = await lookAs(database.url, check, options)
  const moving = ['lookedAs', ...(options.moving ?? [])]
  if (!options.remedy) expect(without(moving, seen)).toEqual(without(moving, verdict))
  return verdict
}

/** Evidence may say, under `lookedAs`, what the role that looked held; nothing else may differ. */
function without(moving: string[], verdict: Verdict): Verdict {
  const evidence = Object.entries(verdict.evidence).filter(([name]) => !moving.includes(name))
  return { ...verdict, evidence: Object.fromEntries(evidence) }
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
