import type { Database } from './check.ts'
import type { Measurement } from './metrics/metrics.ts'
import type { Verdict } from './verdict.ts'

/** One run, as `check --json` prints it and the database stores it. */
export type Run = {
  checklist: string
  environment: string
  /** When the run really began, by the wall clock. */
  startedAt: string
  /** The instant at which it looked. Runs are ordered by it. */
  now: string
}

/** Where each check's last look that saw ended, by check. */
export async function readWatermarks(
  database: Database,
  environment: string,
): Promise<Map<string, string>> {
  const { rows } = await database.query<{ check_id: string; looked_until: string }>(
    'select check_id, looked_until from rollcall.watermarks where environment = $1',
    [environment],
  )
  return new Map(rows.map(({ check_id, looked_until }) => [check_id, looked_until]))
}

/**
 * Stores a run with its verdicts and what it measured, and moves the watermark of each check that
 * could look.
 */
export async function recordRun(
  database: Database,
  run: Run,
  verdicts: Verdict[],
  finishedAt: string,
  measured: Measurement[] = [],
) {
  const looked = verdicts.filter(({ state }) => state !== 'unknown' && state !== 'skipped')
  await database.query('begin')
  try {
    const { rows } = await database.query<{ id: number }>(
      `insert into rollcall.runs (checklist, environment, now, started_at, finished_at)
       values ($1, $2, $3, $4, $5) returning id`,
      [run.checklist, run.environment, run.now, run.startedAt, finishedAt],
    )
    await database.query(
      `insert into rollcall.verdicts (run_id, check_id, state, verdict)
       select $1, v ->> 'check', v ->> 'state', v from jsonb_array_elements($2::jsonb) as v`,
      [rows[0]?.id, JSON.stringify(verdicts)],
    )
    await database.query(
      `insert into rollcall.watermarks as w (check_id, environment, looked_until)
       select unnest($1::text[]), $2, $3
       on conflict (check_id, environment) do update
       set looked_until = greatest(w.looked_until, excluded.looked_until)`,
      [looked.map(({ check }) => check), run.environment, run.now],
    )
    await database.query(
      `insert into rollcall.metrics (environment, measured_at, metric, value)
       select $1, $2, unnest($3::text[]), unnest($4::numeric[])
       on conflict do nothing`,
      [
        run.environment,
        run.now,
        measured.map(({ metric }) => metric),
        measured.map(({ value }) => value),
      ],
    )
    await database.query('commit')
  } catch (error) {
    await database.query('rollback')
    throw error
  }
}
