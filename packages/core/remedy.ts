import type { Database } from './check.ts'
import type { Config } from './config.ts'

/** So many lines a preview has at most; what they leave out is counted. */
export const namedAtMost = 100

/** What a remedy would do: how many rows or objects, and a line for each of the first of them. */
export type Preview = { count: number; lines: string[] }

export type RemedyContext = { database: Database; now: string; config: Config }

type Common = {
  /** The name of the remedy's file. */
  id: string
  /** What it does, as a sentence in the imperative. */
  title: string
  /** The most that one application may touch unless the operator says otherwise. */
  limit: number
  /** Says what it would do and changes nothing. */
  preview(context: RemedyContext): Promise<Preview>
}

/** All or nothing: does it in the transaction that it is given. */
export type RemedyInOne = Common & {
  /** Says in a sentence what it did to how many. */
  apply(context: RemedyContext): Promise<{ count: number; done: string }>
}

/** One thing that was done and stays done, to how many, whatever comes after it. */
type Step = { count: number; line: string }

/**
 * For what can't be done in a transaction, or would hold its locks for too long. Cut off, it leaves
 * each step either done or not; what it had done is in the audit row, and the next one goes on.
 */
export type RemedyInSteps = Common & {
  /**
   * Yields after each step, having touched no more than `limit` in all; the sentence it ends with
   * says what it did, and where it had no effect.
   */
  steps(context: RemedyContext & { limit: number }): AsyncGenerator<Step, string>
}

export type Remedy = RemedyInOne | RemedyInSteps
