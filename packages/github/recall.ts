import { OperatorError } from '@rollcall/core'
import type { Past } from './desired.ts'
import { type Memory, type Remembered, requireOneRepository } from './memory.ts'

/** What a run begins with: all that the memory tells, or nothing where there is none. */
export type Recalled = {
  /** The memory, as long as it can be asked. */
  memory?: Memory
  numbers: Map<string, Remembered>
  history: Map<string, Past[]>
  /** Why the memory does without, as a sentence. */
  warning?: string
}

type Question = {
  environment: string
  repository: { id: number; name: string }
  checks: string[]
  /** The newest run. */
  now: string
  takeOver: boolean
}

/**
 * Asks the memory. The database may be what the issues are about, so that one that breaks here is done
 * without.
 * @throws OperatorError when another repository keeps the issues, or they can't be taken over.
 */
export async function recall(memory: Memory | undefined, question: Question): Promise<Recalled> {
  const nothing = { numbers: new Map(), history: new Map() }
  if (!memory) return nothing
  const { environment, repository, checks, now, takeOver } = question
  try {
    if (takeOver) await memory.takeOver(environment, repository.id)
    requireOneRepository(await memory.repositories(environment), repository, environment)
    const numbers = await memory.numbers(environment)
    return { memory, numbers, history: await memory.history(environment, checks, now) }
  } catch (error) {
    if (error instanceof OperatorError) throw error
    const { code = 'no connection' } = error as { code?: string }
    if (takeOver) {
      throw new OperatorError(
        `The issues could not be taken over, because the database can't be asked (${code}): try again when it can.`,
        { cause: error },
      )
    }
    return {
      ...nothing,
      warning: `The database could not tell what it knows of the issues (${code}): they are found by listing, and openAfter does not wait.`,
    }
  }
}
