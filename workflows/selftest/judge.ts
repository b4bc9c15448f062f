import type { Verdict } from '@rollcall/core'

/** Whether a check saw a fault; `unknown`: nothing was proven either way. */
export type Judgement = { state: 'seen' } | { state: 'missed' | 'unknown'; reason: string }

/**
 * Sets what a check says with a fault against what it said just before, without it: a school may have
 * findings of its own, and how a finding is called depends on what the school has made.
 * @param finds how the key of the finding begins that the check makes of the fault in our own schema.
 */
export function judge(after: Verdict, before: Verdict | undefined, finds: string): Judgement {
  switch (after.state) {
    case 'pass':
    case 'remedied':
      return { state: 'missed', reason: 'the check passes' }
    case 'unknown':
    case 'skipped':
      return { state: 'unknown', reason: `the check could not look: ${after.reason}` }
    case 'fail':
      return judgeFindings(after, before, finds)
  }
}

function judgeFindings(after: Verdict, before: Verdict | undefined, finds: string): Judgement {
  const known = keys(before)
  if (keys(after).some((key) => !known.includes(key))) return { state: 'seen' }
  // Of very many findings a verdict lists the first; that there is one more than before tells as much.
  if (number(after) > number(before)) return { state: 'seen' }
  return known.some((key) => key.startsWith(finds))
    ? {
        state: 'unknown',
        reason: 'the check finds the same without the fault, so that it proves nothing',
      }
    : { state: 'missed', reason: 'the check finds other things, but not this' }
}

function keys(verdict?: Verdict): string[] {
  return verdict?.state === 'fail' ? verdict.findings.map(({ key }) => key) : []
}

function number(verdict?: Verdict): number {
  return verdict?.state === 'fail' ? verdict.findings.length + (verdict.more ?? 0) : 0
}
