import type { Answers, Queries } from './api/answers.ts'
import type { OperationName } from './api/operations.ts'
import type { Arrival } from './logs/logs-arrive.ts'
import type { LogAnswer, LogQuery } from './logs/query-logs.ts'
import type { LogRange } from './logs/ranges.ts'
import type { Load } from './metrics/load.ts'
import type { Sample } from './metrics/parse-metrics.ts'

/** Calls that ask nothing but the project. */
export type Plain = Exclude<
  OperationName,
  | 'health'
  | 'functionBySlug'
  | 'deployFunction'
  | 'deleteFunction'
  | 'functionStatistics'
  | 'logs'
  | 'metrics'
  | 'apiCounts'
  | 'organization'
  | 'entitlements'
>

export type Platform = { [Name in Plain]: () => Promise<Answers[Name]> } & {
  ref: string
  health(): Promise<Answers['health']>
  /** Executions and their times; Supabase does not describe the rows. */
  functionStatistics(query: Queries['functionStatistics']): Promise<unknown[]>
  /** Requests in each step of the interval that ends now. */
  apiCounts(query?: Queries['apiCounts']): Promise<NonNullable<Answers['apiCounts']['result']>>
  logs<Row>(window: LogRange, query: LogQuery<Row>): Promise<LogAnswer<Row>>
  logsArrive(window: LogRange): Promise<Arrival>
  /** Never remembered. */
  metrics(): Promise<Sample[]>
  /** Two scrapes, that many seconds apart; Supabase takes its measurements once a minute. */
  load(seconds?: number): Promise<Load>
  organization(): Promise<Answers['organization']>
  entitlements(): Promise<Answers['entitlements']['entitlements']>
}
