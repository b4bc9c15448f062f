import { allChecks, type Check, type Config, defaultConfig } from '@rollcall/core'
import { createScratch, type Session, withSession } from '@rollcall/database'
import { faults, plant } from '../faults/faults.ts'
import { type LiveFault, liveFaults, plantLive } from '../faults/live-faults.ts'
import { lookAs } from '../look.ts'
import { loginAt, testNow } from '../scratch-database.ts'

/** What somebody is told who may see everything, and what somebody who may only look, if he asks. */
export type Told = { owner: string; reader?: string }

/** A fault, and what another tool and a check of ours each say of it. */
export type Comparison = {
  /** The name of a fault of the catalogue; none for a healthy school. */
  fault?: string
  /** A role that the looking role is taken out of. */
  without?: string
  /** What of the other tool is asked: an action, a rule or a report. */
  asked: string
  they: Told
  check: string
  we: Told
  /** Why the two disagree, in a sentence for the table in docs/oracles.md; none where they agree. */
  why?: string
}

const meaning: Record<string, string> = {
  OK: 'well',
  '✔': 'well',
  pass: 'well',
  WARNING: 'ill',
  CRITICAL: 'ill',
  '✖': 'ill',
  fail: 'ill',
}

/** Whether both say the same, to the owner and to the one who only looks. What can't tell says neither. */
export function agrees({ they, we }: Comparison): boolean {
  const means = (told = '') => meaning[told] ?? 'unknown'
  return (
    means(they.owner) === means(we.owner) &&
    (!they.reader || means(they.reader) === means(we.reader))
  )
}

/** Each comparison with a name for its test. */
export function named(comparisons: Comparison[]): [string, Comparison][] {
  return comparisons.map((each) => {
    const { fault = 'healthy school', asked, check, without } = each
    return [`${fault}: ${asked} and ${check}${without ? ` without ${without}` : ''}`, each]
  })
}

/** A row of the table in docs/oracles.md. */
export function row(oracle: string, comparison: Comparison): string {
  const { fault = 'healthy school', without, asked, they, check, we, why } = comparison
  const told = ({ owner, reader }: Told) =>
    !reader || owner === reader ? owner : `${owner}; to the looking role ${reader}`
  const subject = without ? `${fault}, looking role without \`${without}\`` : fault
  const cells = [subject, `${oracle} \`${asked}\``, told(they), `\`${check}\``, told(we), why]
  return `| ${cells.join(' | ')} |`
}

/**
 * Plants the comparison's fault in a copy of a school, and has it looked at.
 * @returns what `ask` learns there, and what our check says.
 */
export async function bring<Answer>(
  school: { url: string; server: string },
  { fault, check: id, without }: Comparison,
  ask: (url: string) => Promise<Answer>,
): Promise<{ they: Answer; we: Told }> {
  const check = allChecks.find((each) => each.id === id)
  if (!check) throw new Error(`There is no check ${id}: correct the comparison.`)
  const { url, drop } = await createScratch(school.server, new URL(school.url).pathname.slice(1))
  const session = (sql: string) => withSession(school.server, {}, (each) => each.query(sql))
  const planted = await plantNamed(url, fault)
  if (without) await session(`revoke ${without} from rollcall_reader`)
  try {
    return { they: await ask(url), we: await ours(url, check, planted.thresholds) }
  } finally {
    if (without) await session(`grant ${without} to rollcall_reader`)
    await planted.leave()
    await drop()
  }
}

type Planted = { thresholds: Partial<Config['thresholds']>; leave(): Promise<void> }

async function plantNamed(url: string, name?: string): Promise<Planted> {
  const live = liveFaults.find((each: LiveFault) => each.name === name)
  if (live) {
    const { leave } = await plantLive(url, live)
    return { thresholds: live.thresholds, leave }
  }
  const fault = faults.find((each) => each.name === name)
  if (name && !fault) throw new Error(`There is no fault ${name}: correct the comparison.`)
  if (fault) {
    await withSession(url, { now: testNow }, (session: Session) => plant(session, fault))
  }
  return { thresholds: fault?.thresholds ?? {}, leave: async () => undefined }
}

async function ours(
  url: string,
  check: Check,
  thresholds: Partial<Config['thresholds']>,
): Promise<Told> {
  const config = { thresholds: { ...defaultConfig.thresholds, ...thresholds } }
  const owner = await lookAs(url, check, { config })
  const reader = await lookAs(loginAt(url, 'looker'), check, { config })
  return { owner: owner.state, reader: reader.state }
}
