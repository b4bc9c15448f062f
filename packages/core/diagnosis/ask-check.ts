import type { Check } from '../check.ts'
import type { Config } from '../config.ts'
import { type LookSession, lookOnce } from '../look.ts'
import type { Finding, Look } from '../verdict.ts'
import type { Branch } from './walk.ts'

/** What a check saw, and the command that has it look again. */
export type Looked = { command: string; look: Look }
/** A question that a check answers; `isUnseen`: it could not. */
export type Asked = Branch & { isUnseen?: boolean }

/** Has checks look, one after the other, each in its own read-only transaction. */
export function looker(session: LookSession, { now, config }: { now: string; config: Config }) {
  return async (check: Check): Promise<Looked> => {
    const context = { now, config, window: { from: now, to: now } }
    const { look } = await lookOnce(check, context, session)
    return { command: `rollcall check ${check.id}`, look }
  }
}

/** What a check says of one question: the findings with such a key, or of which it holds, are the cause. */
export function ask(
  { command, look }: Looked,
  question: string,
  which: RegExp | ((finding: Finding) => boolean),
  mend: { fix: string; command?: string },
): Asked {
  const base = { question, command, ...mend }
  switch (look.state) {
    case 'unknown':
      return {
        ...base,
        answer: `could not look: ${look.reason}`,
        well: false,
        isUnseen: true,
        cause: `No other cause was found, and one could not be looked for: ${look.reason}.`,
        fix: look.hint,
        command,
      }
    case 'skipped':
      return { ...base, answer: look.reason, well: true, cause: look.reason }
    case 'looked': {
      const found = look.findings.filter((finding) =>
        which instanceof RegExp ? which.test(finding.key) : which(finding),
      )
      return { ...base, answer: answer(found), well: found.length === 0, cause: said(found) }
    }
  }
}

const answer = (found: Finding[]) => (found.length === 0 ? 'no' : `yes, ${found.length}`)

function said(found: Finding[]): string {
  const [first, ...more] = found
  return `${first?.detail ?? ''}${more.length > 0 ? ` And ${more.length} more.` : ''}`
}
