import { accessFaults } from './access-faults.ts'
import { classFaults } from './class-faults.ts'
import type { Fault } from './fault.ts'
import { generationFaults } from './generation-faults.ts'
import { integrityFaults } from './integrity-faults.ts'
import { schemaFaults } from './schema-faults.ts'
import { upkeepFaults } from './upkeep-faults.ts'

export { type Fault, layGround, plant, undo } from './fault.ts'

/** Every named fault that lasts until somebody undoes it; those of open sessions are in `liveFaults`. */
export const faults: Fault[] = [
  ...classFaults,
  ...generationFaults,
  ...schemaFaults,
  ...integrityFaults,
  ...accessFaults,
  ...upkeepFaults,
]

/** What goes wrong in the demonstration, in this order: a person follows seven things, not ninety. */
export const toldFaults: Fault[] = [
  'missing-classes',
  'doubled-classes',
  'broken-schedule',
  'failed-generation',
  'week-not-run',
  'old-logs',
  'table-without-row-level-security',
].flatMap((name) => faults.filter((fault) => fault.name === name))
