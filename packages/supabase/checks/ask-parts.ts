import type { Evidence, Finding, Look } from '@rollcall/core'
import { PlatformError, type Problem } from '../platform-error.ts'

type Parts = Record<string, () => Promise<unknown>>
type Answered<Asked extends Parts> = {
  [Name in keyof Asked]?: Awaited<ReturnType<Asked[Name]>> | undefined
}

/** What could not be looked at, by its name within the check. */
export type Unseen = { part: string } & Pick<Problem, 'reason' | 'hint'>

/** Asks for several things at once: one that can't be had doesn't hide what the others say. */
export async function askParts<Asked extends Parts>(
  parts: Asked,
): Promise<{ answers: Answered<Asked>; unseen: Unseen[] }> {
  const unseen: Unseen[] = []
  const asked = Object.entries(parts).map(async ([part, ask]) => {
    try {
      return [part, await ask()]
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      const { reason, hint } = error.problem
      unseen.push({ part, reason, hint })
      return [part, undefined]
    }
  })
  return { answers: Object.fromEntries(await Promise.all(asked)) as Answered<Asked>, unseen }
}

/** What was found stands; that nothing was found does only when nothing was left unseen. */
export function judged(findings: Finding[], evidence: Evidence, unseen: Unseen[]): Look {
  if (unseen.length === 0) return { state: 'looked', findings, evidence }
  const inOrder = unseen.toSorted((a, b) => a.part.localeCompare(b.part, 'en'))
  const told = { ...evidence, unseen: inOrder.map(({ part, reason }) => `${part}: ${reason}`) }
  if (findings.length > 0) return { state: 'looked', findings, evidence: told }
  return {
    state: 'unknown',
    reason: distinct(inOrder.map(({ reason }) => reason)).join('; '),
    hint: distinct(inOrder.map(({ hint }) => hint)).join(' '),
    evidence: told,
  }
}

function distinct(sentences: string[]): string[] {
  return [...new Set(sentences)]
}
