import { readFileSync } from 'node:fs'
import type { Check } from '../check.ts'
import { connections } from '../checks/connections.ts'
import { queryPerformance } from '../checks/query-performance.ts'
import { schemaIntact } from '../checks/schema-intact.ts'
import { tableMaintenance } from '../checks/table-maintenance.ts'
import type { Config } from '../config.ts'
import type { LookSession } from '../look.ts'
import type { Finding } from '../verdict.ts'
import { type Asked, ask, type Looked, looker } from './ask-check.ts'
import { type Diagnosis, walk } from './walk.ts'

type Facts = {
  tables: { table: string; bytes: number; rows: number }[]
  cacheBytes: number
  recentMs: number | null
  earlierMs: number | null
}

const sql = readFileSync(new URL('./performance.sql', import.meta.url), 'utf8')

/**
 * Walks the document's tree "performance degradation" to a cause: what holds others up first, then
 * what is missing, then what costs. What could not be looked at is a cause only where there is no
 * other.
 */
export async function diagnosePerformance(
  session: LookSession,
  { now, config }: { now: string; config: Config },
): Promise<Diagnosis> {
  const look = looker(session, { now, config })
  const held = sessionBranches(await look(connections))
  // Whoever asks for more while others wait for a lock may wait with them.
  if (held.some(({ well, isUnseen }) => !well && !isUnseen)) return walk(held)
  const branches = [
    ...held,
    ...indexBranches(await look(schemaIntact)),
    ...tableBranches(await look(tableMaintenance)),
    ...statementBranches(await look(queryPerformance)),
    ...sizeBranches({ ...(await look(measurement)), command: 'rollcall diagnose performance' }),
  ]
  return walk([
    ...branches.filter(({ isUnseen }) => !isUnseen),
    ...branches.filter(({ isUnseen }) => isUnseen),
  ])
}

/** What no check says, looked at as a check looks: within its limits of time and of waiting. */
const measurement: Check = {
  id: 'performance',
  title: 'Generation is as fast as it was, and the tables fit into memory',
  reads: ['public.class_generation_logs'],
  async look({ database, now }) {
    const { rows } = await database.query<Facts>(sql, [now])
    return { state: 'looked', findings: [], evidence: rows[0] as Facts }
  },
}

function indexBranches(schema: Looked): Asked[] {
  return [
    ask(schema, 'Are the indexes there?', isOurIndex, {
      fix: 'Build it, while everybody works; until then whole tables are read for a few rows.',
      command: 'rollcall migrate',
    }),
  ]
}

/** One that somebody added may help. */
const isOurIndex = ({ subject }: Finding) =>
  subject.part === 'index' && subject.difference !== 'extra'

function sizeBranches(facts: Looked): Asked[] {
  if (facts.look.state !== 'looked') {
    return [ask(facts, 'Is there more to read than there was?', /^/, { fix: '' })]
  }
  const evidence = facts.look.evidence as Facts
  return [generationBranch(evidence), sizeBranch(evidence)]
}

function sessionBranches(sessions: Looked): Asked[] {
  return [
    ask(sessions, 'Does a session keep others waiting?', /\/blocks$/, {
      fix: 'Have the transaction at the head of the queue ended; then see why its application left it open.',
    }),
    ask(sessions, 'Do connections run out?', /^connections\//, {
      fix: 'Connect through a pooler, or lift the limit that is named.',
    }),
    ask(sessions, 'Was a transaction left open?', /\/idle-in-transaction$/, {
      fix: 'Have it ended, and set idle_in_transaction_session_timeout for the role of its application.',
    }),
  ]
}

function tableBranches(tables: Looked): Asked[] {
  return [
    ask(tables, 'Are tables in want of vacuum, analyze or room?', /^table\//, {
      fix: 'Vacuum and analyze what needs it; look at the preview first.',
      command: 'rollcall remedy vacuum-analyze',
    }),
  ]
}

function statementBranches(statements: Looked): Asked[] {
  return [
    ask(statements, 'Has a statement been running for too long?', /\/long-statement$/, {
      fix: 'Find out whether anybody still needs it, and cancel it if not.',
    }),
    ask(statements, 'Has a statement become slower than it was?', /\/regressed$/, {
      fix: 'Look at its plan with `explain (analyze, buffers)`, and put back what it lost.',
    }),
    ask(statements, 'Is a statement slow that costs much?', /\/slow$/, {
      fix: 'Look at its plan with `explain (analyze, buffers)`, and add an index or have it read less.',
    }),
  ]
}

/** Less is chance, or nothing that anybody feels. */
const slower = { times: 3, milliseconds: 100 }

function generationBranch({ recentMs, earlierMs }: Facts): Asked {
  const isSlower =
    recentMs !== null &&
    earlierMs !== null &&
    recentMs >= earlierMs * slower.times &&
    recentMs - earlierMs >= slower.milliseconds
  const shown = (ms: number | null) => (ms === null ? 'too few to tell' : `${Math.round(ms)} ms`)
  return {
    question: 'Does generation take longer than it did?',
    answer: `${shown(recentMs)} per student this week, ${shown(earlierMs)} in the four before`,
    well: !isSlower,
    cause: `Generating a student's classes takes ${shown(recentMs)} this week and took ${shown(earlierMs)} in the four before.`,
    fix: 'See which triggers of the application on classes have been added or changed: generation waits for them.',
    command: 'rollcall check generation-outcomes',
  }
}

function sizeBranch({ tables, cacheBytes }: Facts): Asked {
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0)
  const [largest] = tables
  return {
    question: 'Do the tables fit into memory?',
    answer: `${size(bytes)} of ${size(cacheBytes)} (effective_cache_size)`,
    well: bytes <= cacheBytes,
    cause: `The four tables take ${size(bytes)} and the cache is ${size(cacheBytes)}, so they are read from the disk; the largest is ${largest?.table} with about ${largest?.rows} rows.`,
    fix: 'Clean old logs away, archive the classes of past years, or take a larger instance.',
    command: 'rollcall remedy clean-old-logs',
  }
}

function size(bytes: number): string {
  const gigabytes = bytes / 1024 ** 3
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${(bytes / 1024 ** 2).toFixed(0)} MB`
}
