import { type ActionsStore, emptyActionsStore } from './actions-store.ts'
import type { Emulator } from './emulator.ts'
import type { Json } from './exchange.ts'

/** What becomes of the repository as a whole, see `RepositoryState`. */
export type RepositoryState = 'usual' | 'archived' | 'without-issues' | 'renamed' | 'missing'

/** An issue as it was from an instant on, in milliseconds since 1970. */
type Version = { at: number; issue: Json }

/** All that a fresh repository forgets. */
export type World = {
  url: string
  emulator: Emulator
  repositoryState: RepositoryState
  workflowMayWrite: boolean
  store: ActionsStore
  /** Issues closed as duplicates, a reason that the emulator doesn't know. */
  duplicates: Set<unknown>
  deleted: Set<unknown>
  versions: Map<number, Version[]>
  lag: number
}

export function newWorld(url: string, emulator: Emulator): World {
  return {
    url,
    emulator,
    repositoryState: 'usual',
    workflowMayWrite: true,
    store: emptyActionsStore(),
    duplicates: new Set(),
    deleted: new Set(),
    versions: new Map(),
    lag: 0,
  }
}
