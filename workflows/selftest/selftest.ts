import { allChecks } from '@rollcall/core'
import { copySchema, type Schema, type SchemaCopy } from '@rollcall/database'
import { faults } from '@rollcall/testing/faults'
import { liveFaults } from '@rollcall/testing/live-faults'
import { type Trial, tryFault } from './try-fault.ts'

/** What became of a check: `missed` if a single fault was, else `unknown` if one is or none was planted. */
export type CheckOutcome = {
  check: string
  title: string
  state: Trial['state']
  seen: number
  missed: number
  unknown: number
}

/** The public shape of `--json`, but for the run. */
export type Selftest = {
  faults: Trial[]
  checks: CheckOutcome[]
  copy: Pick<SchemaCopy, 'objects' | 'leftOut' | 'relaxed'>
}

export type SelftestOptions = {
  /** The schema to copy; by default our own. */
  schema?: Schema
  /** The checks to prove, by id. */
  checks: string[]
  now: string
  progress: (step: string) => void
}

/**
 * Plants every named fault of the checks in a copy of a schema, one at a time, and tells which of them
 * each check saw. Live faults come last: they leave traces in the statistics of the server.
 * @throws OperatorError when the sample school can't be loaded into the copy.
 */
export async function selftest(options: SelftestOptions): Promise<Selftest> {
  const { checks, now, progress } = options
  const copy = await copySchema(options)
  try {
    const trials: Trial[] = []
    for (const fault of [...faults, ...liveFaults]) {
      const seenBy = [fault.seenBy, ...(fault.alsoSeenBy ?? [])].filter((id) => checks.includes(id))
      if (seenBy.length === 0) continue
      progress(`planting ${fault.name}`)
      trials.push(...(await tryFault(copy, fault, seenBy, now)))
    }
    const { objects, leftOut, relaxed } = copy
    return {
      faults: trials,
      checks: checks.map((check) => outcome(check, trials)),
      copy: { objects, leftOut, relaxed },
    }
  } finally {
    await copy.stop()
  }
}

function outcome(check: string, trials: Trial[]): CheckOutcome {
  const states = trials.filter((trial) => trial.check === check).map(({ state }) => state)
  const number = (wanted: Trial['state']) => states.filter((state) => state === wanted).length
  const [seen, missed, unknown] = [number('seen'), number('missed'), number('unknown')]
  const title = allChecks.find(({ id }) => id === check)?.title ?? check
  const state = missed > 0 ? 'missed' : unknown > 0 || seen === 0 ? 'unknown' : 'seen'
  return { check, title, state, seen, missed, unknown }
}
