import type { Database } from './check.ts'
import type { Config } from './config.ts'

/** So many lines a preview has at most; what they leave out is counted. */
export const namedAtMost = 100

/** What a remedy would do: how many rows or objects, and a line for each of the first of them. */
export type Preview = { count: number; lines: string[] }

export type RemedyContext = { database: Database; now: string; config: Config }

export type Remedy = {
  /** The name of the remedy's file. */
  id: string
  /** What it does, as a sentence in the imperative. */
  title: string
  /** The most that one application may touch unless the operator says otherwise. */
  limit: number
  /** Says what `apply` would do and changes nothing. */
  preview(context: RemedyContext): Promise<Preview>
  /** Does it, in the transaction that it is given, and says in a sentence what it did to how many. */
  apply(context: RemedyContext): Promise<{ count: number; done: string }>
}
