import type { Context } from '../check.ts'
import { sqlCheck } from '../sql-check.ts'
import type { Evidence } from '../verdict.ts'
import { obstacleToSessions } from './connections.ts'

/**
 * Statements that cost much and are slow, that have become slower than they were by their own
 * history, or that have been running for too long. What was counted until a run is kept with it;
 * nothing is ever reset. Statements live by the server's clock, and not by the run's `now`.
 */
export const queryPerformance = {
  ...sqlCheck(import.meta, {
    title: 'No statement is slow, slower than it was, or running for too long',
    reads: ['rollcall.statement_snapshots'],
    parameters: ({ config: { environment, thresholds } }) => [
      environment,
      thresholds.statementWindowHours,
      thresholds.statementCalls,
      thresholds.slowStatementMs,
      thresholds.slowStatementShare,
      thresholds.slowStatementLoad,
      thresholds.regressionFactor,
      thresholds.regressionMs,
      thresholds.longStatementMinutes,
    ],
    nothing: obstacleToStatements,
  }),
  async remember({ database, config: { environment, thresholds } }: Omit<Context, 'window'>) {
    await database.query('select rollcall.remember_statements($1, $2)', [
      environment,
      thresholds.statementWindowHours,
    ])
  },
}

function obstacleToStatements(evidence: Evidence) {
  const obstacle = String(evidence.obstacle)
  return obstacles[obstacle] ?? obstacleToSessions(evidence)
}

const obstacles: Record<string, { reason: string; hint: string }> = {
  absent: {
    reason: 'The extension pg_stat_statements is not there, so no statement is counted',
    hint: 'Run `create extension pg_stat_statements schema extensions` (on Supabase: Database, Extensions).',
  },
  not_loaded: {
    reason: 'pg_stat_statements is installed but not loaded, so no statement is counted',
    hint: 'Add it to shared_preload_libraries and restart the server.',
  },
  outdated: {
    reason: 'The extension pg_stat_statements is that of an older Postgres',
    hint: 'Run `alter extension pg_stat_statements update`.',
  },
  switched_off: {
    reason: 'pg_stat_statements is switched off, so no statement is counted',
    hint: 'Set pg_stat_statements.track to top and compute_query_id to auto.',
  },
  hidden_schema: {
    reason: 'The role may not use the schema that pg_stat_statements is in',
    hint: 'Run `grant usage on schema extensions to rollcall_reader`, with the name of that schema, as its owner.',
  },
}
