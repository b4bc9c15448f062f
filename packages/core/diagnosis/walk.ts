/** One question of a decision tree, how it was answered, and whether that is as it should be. */
export type Step = { question: string; answer: string; well: boolean }

/** A walked tree. Without `cause` nothing is wrong; `command` is what mends it, where one can. */
export type Diagnosis = { steps: Step[]; cause?: string; fix?: string; command?: string }

/** A question with its answer, and what it means when that is not as it should be. */
export type Branch = Step & { cause: string; fix: string; command?: string }

/** The first question whose answer is not as it should be is the cause; the walk ends there. */
export function walk(branches: Branch[]): Diagnosis {
  const steps: Step[] = []
  for (const { question, answer, well, cause, fix, command } of branches) {
    steps.push({ question, answer, well })
    if (!well) return { steps, cause, fix, ...(command ? { command } : {}) }
  }
  return { steps }
}
