import { allChecks, type Config, defaultConfig, runChecks, type Verdict } from '@rollcall/core'
import { connect } from '@rollcall/database'

type Looking = {
  login?: 'looker' | undefined
  thresholds?: Partial<Config['thresholds']>
  /** When each check last looked; by default none ever did. */
  watermark?: string
}

/** The verdict of every check at an instant, as the owner or as the role that can only look. */
export function lookAtAll(
  url: string,
  now: string,
  { login, thresholds, watermark }: Looking = {},
): Promise<Verdict[]> {
  const address = login
    ? Object.assign(new URL(url), { username: login, password: login }).href
    : url
  return runChecks({
    checks: allChecks,
    config: { ...defaultConfig, thresholds: { ...defaultConfig.thresholds, ...thresholds } },
    now,
    open: () => connect(address, { now }),
    watermarks: new Map(watermark ? allChecks.map(({ id }) => [id, watermark]) : []),
  })
}

/** The state of each check, by its name. */
export function statesOf(verdicts: Verdict[]): Record<string, string> {
  return Object.fromEntries(verdicts.map(({ check, state }) => [check, state]))
}

/** The keys of what a check found. */
export function keysOf(verdicts: Verdict[], check: string): string[] {
  return verdicts.flatMap((verdict) =>
    verdict.check === check && verdict.state === 'fail'
      ? verdict.findings.map(({ key }) => key)
      : [],
  )
}
