import type { Config } from './config.ts'
import type { Remedy } from './remedy.ts'
import type { Look, Window } from './verdict.ts'

/** Where a check sends its queries: a read-only transaction of its own. */
export type Database = {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
}

/** What a check is given. Nothing else tells it the time or the settings. */
export type Context = {
  database: Database
  /** The instant at which the run looks, as ISO 8601 in UTC. */
  now: string
  /** From where the last look that saw ended (at least a day ago) to now. */
  window: Window
  config: Config
}

export type Check = {
  /** The name of the check's file. */
  id: string
  /** The healthy state, as a sentence: "No class is duplicated". */
  title: string
  /** The tables that it needs to see whole, as `schema.table`; otherwise its verdict is unknown. */
  reads: string[]
  /**
   * Looks at something outside the database, and also when that can't be reached: each query that it
   * sends there is a transaction of its own, which may fail.
   */
  outside?: true
  /** Reads, never writes. */
  look(context: Context): Promise<Look>
  /** Keeps what later looks compare with, once the run in which it could look is recorded. */
  remember?(context: Omit<Context, 'window'>): Promise<void>
  remedy?: Remedy
}
