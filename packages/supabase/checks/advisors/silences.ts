import type { Config } from '@rollcall/core'
import type { Lint } from './lints.ts'

type Silences = Config['advisors']['silenced']

/** How a lint stands to what the school knows already: named itself, or by the name of all such. */
export type Standing =
  | { state: 'open' }
  | { state: 'silenced'; by: string }
  /** It was silenced until that day. */
  | { state: 'lapsed'; until: string }

/** A silence holds to the end of its last day in UTC. */
export function standingOf(lint: Lint, silences: Silences, now: string): Standing {
  const naming = [lint.key, lint.name].filter((by) => Object.hasOwn(silences, by))
  const holding = naming.find((by) => (silences[by]?.until ?? '') >= now.slice(0, 10))
  if (holding !== undefined) return { state: 'silenced', by: holding }
  const until = naming
    .map((by) => silences[by]?.until ?? '')
    .sort()
    .at(-1)
  return until === undefined ? { state: 'open' } : { state: 'lapsed', until }
}

/** Silences of what no advisor says (any more): settled, or written wrongly. */
export function withoutLint(silences: Silences, lints: Lint[]): string[] {
  const said = new Set(lints.flatMap(({ key, name }) => [key, name]))
  return Object.keys(silences).filter((by) => !said.has(by))
}
