import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Check, Context } from './check.ts'
import type { Remedy } from './remedy.ts'
import type { Evidence, Finding, Look, Window } from './verdict.ts'

type Options = {
  title: string
  /** Tables, as `schema.table`, that the query has to see whole. */
  reads: string[]
  /** What `$1`, `$2` … in the query stand for; by default `$1` is now. */
  parameters?: (context: Context) => unknown[]
  /**
   * What to say when nothing was there to look at (`examined` is 0 in the evidence), or when nothing
   * was found and something could not be looked at (`unseen` is more than 0).
   */
  nothing: Nothing | ((evidence: RowEvidence) => Nothing)
  /** Why the check does not apply to what the evidence tells of, if it does not. */
  skipped?: (evidence: RowEvidence) => string | undefined
  remedy?: Remedy
}

type Nothing = { reason: string; hint: string }
type RowEvidence = Evidence & { examined: number; unseen?: number; window?: Window }

/** A row of a check's query. The first row's evidence counts; a row without key is no finding. */
type Row = {
  key: string | null
  severity: 'warning' | 'error' | null
  detail: string | null
  subject: Record<string, unknown> | null
  evidence: RowEvidence | null
}

/**
 * A check that is one query, in the file of the same name beside it. The query answers with
 * `key, severity, detail, subject, evidence`, at least one row always: evidence holds `examined`,
 * the number of rows that were looked at, and may hold the `window` that it looked at.
 */
export function sqlCheck(meta: ImportMeta, options: Options): Check {
  const query = readFileSync(new URL(meta.url.replace(/\.ts$/, '.sql')), 'utf8')
  // Evidence as large as the findings, with each of them, would be more than anybody can carry.
  const sql = `select r.key, r.severity, r.detail, r.subject,
    case when row_number() over () = 1 then r.evidence end as evidence
    from (${query}) as r`
  const { title, reads, remedy } = options
  const parameters = options.parameters ?? (({ now }: Context) => [now])
  return {
    id: basename(meta.url, '.ts'),
    title,
    reads,
    ...(remedy ? { remedy } : {}),
    async look(context) {
      const { rows } = await context.database.query<Row>(sql, parameters(context))
      return interpret(rows, options)
    },
  }
}

function interpret(rows: Row[], { nothing, skipped }: Options): Look {
  const first = rows[0]
  if (!first?.evidence) throw new Error('the query answered without a row of evidence')
  const { window: local, ...evidence } = first.evidence
  const window = local ? { window: inUtc(local) } : {}
  const reason = skipped?.(evidence)
  if (reason) return { state: 'skipped', reason, evidence }
  const findings = rows.flatMap(finding)
  const { examined, unseen = 0 } = evidence
  if (examined === 0 || (findings.length === 0 && unseen > 0)) {
    const said = typeof nothing === 'function' ? nothing({ ...evidence, ...window }) : nothing
    return { state: 'unknown', ...said, evidence }
  }
  return { state: 'looked', findings, evidence, ...window }
}

/** Postgres writes instants with an offset; the public shape has them end in Z. */
function inUtc({ from, to }: Window): Window {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

function finding({ key, severity, detail, subject }: Row): Finding[] {
  if (key === null) return []
  return [{ key, severity: severity ?? 'error', detail: detail ?? '', subject: subject ?? {} }]
}
