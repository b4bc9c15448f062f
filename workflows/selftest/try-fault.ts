import { allChecks, defaultConfig, runChecks, type Verdict } from '@rollcall/core'
import { connect, type SchemaCopy, type ScratchDatabase, withSession } from '@rollcall/database'
import { type Fault, layGround, plant } from '@rollcall/testing/faults'
import { type LiveFault, plantLive } from '@rollcall/testing/live-faults'
import { type Judgement, judge } from './judge.ts'
import { makingWay } from './make-way.ts'

/** What became of a fault under the eyes of one check. */
export type Trial = { fault: string; check: string; story: string } & Judgement

/** Faults that need more rights than an owner's; each was read: it runs nothing of the school's. */
const bySuperuser = [
  'foreign-key-switched-off',
  'foreign-table-open',
  'index-of-ours-invalid',
  'invalid-index',
  'table-owned-by-api-role',
]

/**
 * Plants a fault in a new copy of the school and looks with each check that must see it, as the owner,
 * under the settings that the fault is made for. What a check finds without the fault proves nothing.
 */
export async function tryFault(
  copy: SchemaCopy,
  fault: Fault | LiveFault,
  checks: string[],
  now: string,
): Promise<Trial[]> {
  const scratch = await copy.scratch()
  const base = { fault: fault.name, story: fault.story }
  const look = () => lookWith(scratch.url, fault, checks, now)
  try {
    const planted = await plantIn(copy, scratch, fault, { look, now })
    if ('refused' in planted) {
      return checks.map((check) => ({ ...base, check, state: 'unknown', reason: planted.refused }))
    }
    const { before, after } = planted
    return after.map((verdict, place) => ({
      ...base,
      check: verdict.check,
      ...judge(verdict, before[place], fault.finds),
    }))
  } finally {
    await scratch.drop()
  }
}

function lookWith(url: string, { thresholds }: Fault, checks: string[], now: string) {
  return runChecks({
    checks: allChecks.filter(({ id }) => checks.includes(id)),
    config: { ...defaultConfig, thresholds: { ...defaultConfig.thresholds, ...thresholds } },
    now,
    open: () => connect(url, { now }),
    watermarks: new Map(),
  })
}

type Looked = { before: Verdict[]; after: Verdict[] } | { refused: string }

/** Looks without the fault, on the ground that it needs, and with it. */
async function plantIn(
  copy: SchemaCopy,
  scratch: ScratchDatabase,
  fault: Fault | LiveFault,
  { look, now }: { look: () => Promise<Verdict[]>; now: string },
): Promise<Looked> {
  const url = bySuperuser.includes(fault.name) ? copy.asSuperuser(scratch) : scratch.url
  try {
    await withSession(url, { now }, (session) => layGround(session, fault))
    const before = await look()
    if ('sessions' in fault) {
      const { leave } = await plantLive(url, fault)
      try {
        return { before, after: await look() }
      } finally {
        await leave()
      }
    }
    await withSession(url, { now }, (session) => makingWay(session, () => plant(session, fault)))
    return { before, after: await look() }
  } catch (error) {
    return { refused: unplanted(error) }
  }
}

/** Why a fault can't be planted in this schema, by SQLSTATE. */
const obstacles: Record<string, string> = {
  '42P06': 'the schema has an object of the name that it would use',
  '42P07': 'the schema has an object of the name that it would use',
  '42710': 'the schema has an object of the name that it would use',
  '42723': 'the schema has an object of the name that it would use',
  '42704': 'what it would change is missing from the schema',
  '42P01': 'what it would change is missing from the schema',
  '42703': 'what it would change is missing from the schema',
  '42883': 'what it would change is missing from the schema',
}

function unplanted(error: unknown): string {
  const { code } = error as { code?: string }
  if (code === undefined) throw error
  const obstacle = obstacles[code]
  return `the fault could not be planted${obstacle ? `: ${obstacle}` : ''} (SQLSTATE ${code})`
}
