import { readFileSync } from 'node:fs'
import { allRemedies, applyRemedy, type Config, defaultConfig } from '@rollcall/core'
import { migrate, type Session } from '@rollcall/database'

/** A defect that real life brings, planted on purpose; the SQL that plants it is in the file of its name. */
export type Fault = {
  name: string
  /** The check that must see it. */
  seenBy: string
  /** How the key of a finding begins that the check makes of it, and makes of nothing else. */
  finds: string
  /** Further checks that have to see it, because it is two defects in one. */
  alsoSeenBy?: string[]
  /** Checks that the looking role can't do any more, and says so: for it they are unknown. */
  hidesFromReader?: string[]
  /** What it needs beside a school, in the file of this name; `plant` lays it first. */
  ground?: string
  /** Settings under which it is a fault, where none is a default. */
  thresholds?: Partial<Config['thresholds']>
  /** Whether it is planted relative to now, so that the day of the week or the season could hide it. */
  dependsOnTime?: boolean
  /**
   * What an owner does about it, in this order: remedies by name, `rollcall migrate`, or the SQL that
   * follows `-- undo` in its file, which by default is all.
   */
  undo?: ('sql' | 'migrate' | Remedy)[]
  /** What happened, in a sentence that the owner of a school understands. */
  story: string
}

type Remedy =
  | 'clean-old-logs'
  | 'create-missing-classes'
  | 'generate-weekly-classes'
  | 'reapply-routines'
  | 'rebuild-index'
  | 'regenerate'
  | 'remove-duplicate-classes'
  | 'vacuum-analyze'

/** Plants a fault. Needs the owner's rights and a school with students and classes. */
export async function plant(session: Session, fault: Fault) {
  await layGround(session, fault)
  await session.query(sections(fault.name).fault)
}

/** Makes what a fault needs beside a school, which is no fault by itself; once more is as good as once. */
export async function layGround(session: Session, { ground }: Fault) {
  if (ground) await session.query(sections(ground).fault)
}

/**
 * Undoes a fault as an owner would. Needs the owner's rights.
 * @throws Error when the fault has no SQL that undoes it, and names no other way.
 */
export async function undo(session: Session, fault: Fault, now: string) {
  for (const step of fault.undo ?? ['sql']) {
    if (step === 'sql') await session.query(undoing(fault.name))
    else if (step === 'migrate') await migrate(session)
    else await remedy(session, step, fault, now)
  }
}

async function remedy(database: Session, id: Remedy, { thresholds }: Fault, now: string) {
  const found = allRemedies.find((remedy) => remedy.id === id)
  if (!found) throw new Error(`There is no remedy ${id}: correct the fault's undo.`)
  const config = {
    ...defaultConfig,
    thresholds: { ...defaultConfig.thresholds, ...thresholds },
  }
  await applyRemedy(found, { database, now, config })
}

function undoing(name: string): string {
  const { undo } = sections(name)
  if (!undo) throw new Error(`${name}.sql has no part after "-- undo": write it, or name a remedy.`)
  return undo
}

function sections(name: string): { fault: string; undo?: string } {
  const sql = readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')
  const [fault = '', undo] = sql.split('\n-- undo\n')
  return undo ? { fault, undo } : { fault }
}
