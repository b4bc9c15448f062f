import type { Finding } from '@rollcall/core'
import type { Answers } from '../../api/answers.ts'

/** Whether the database refuses connections that aren't encrypted. */
export function judgeEncryption(answer: Answers['sslEnforcement']) {
  const { currentConfig, appliedSuccessfully: isApplied } = answer
  const findings: Finding[] = []
  if (!currentConfig.database) {
    findings.push({
      key: 'ssl/not-enforced',
      severity: 'error',
      detail:
        'The database accepts connections without TLS, so that a password or a row can be read on the way: enforce SSL in the database settings of the dashboard.',
      subject: {},
    })
  } else if (!isApplied) {
    findings.push({
      key: 'ssl/not-applied',
      severity: 'error',
      detail:
        'SSL is to be enforced, and that could not be applied: set it again in the database settings of the dashboard.',
      subject: {},
    })
  }
  return { findings, evidence: { sslEnforced: currentConfig.database && isApplied } }
}
