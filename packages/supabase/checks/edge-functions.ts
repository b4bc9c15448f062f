import type { Window } from '@rollcall/core'
import type { Answers } from '../api/answers.ts'
import { type FunctionRun, logQueries } from '../logs/queries.ts'
import type { LogAnswer } from '../logs/query-logs.ts'
import type { Platform } from '../platform.ts'
import { obstacleIn } from './proven-logs.ts'

export type EdgeFunction = Answers['functions'][number]

/** The calls of one function; `name` is its slug, or its id where it is no longer deployed. */
export type CallsOfFunction = { name: string; calls: number; runs: FunctionRun[] }

const asked = new WeakMap<Platform, Map<string, Promise<LogAnswer<FunctionRun>>>>()

/** The calls of all edge functions in a window; checks of one run that ask for the same share an answer. */
export function callsIn(platform: Platform, window: Window): Promise<LogAnswer<FunctionRun>> {
  const answers = asked.get(platform) ?? new Map()
  asked.set(platform, answers)
  const key = `${window.from} ${window.to}`
  const answer = answers.get(key) ?? platform.logs(window, logQueries.functionRuns)
  answers.set(key, answer)
  answer.catch(() => answers.delete(key))
  return answer
}

/** The calls by function, in the order of their names. */
export function byFunction(runs: FunctionRun[], deployed: EdgeFunction[]): CallsOfFunction[] {
  const groups = Map.groupBy(runs, ({ function_id: id }) => nameOf(id, deployed))
  return [...groups]
    .map(([name, own]) => ({ name, calls: count(own), runs: own }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

export function count(runs: FunctionRun[]): number {
  return runs.reduce((sum, { calls }) => sum + calls, 0)
}

/** The newest of some calls; there has to be one. */
export function newestOf(runs: FunctionRun[]): string {
  return runs
    .map(({ newest }) => newest)
    .sort()
    .at(-1) as string
}

/** Why what the calls don't show need not be absent. */
export function obstacleToCalls(answer: LogAnswer<FunctionRun>) {
  return obstacleIn(answer, count(answer.rows.filter(({ status }) => status === 0)))
}

/** An instant for a sentence. */
export function said(instant: string): string {
  return `${instant.slice(0, 10)} at ${instant.slice(11, 16)} UTC`
}

/** What comes from the logs stands in keys: of a name that is none only that it is there. */
function nameOf(id: string, deployed: EdgeFunction[]): string {
  const name = deployed.find((each) => each.id === id)?.slug ?? id
  return /^[\w-]{1,100}$/.test(name) ? name : 'unnamed'
}
