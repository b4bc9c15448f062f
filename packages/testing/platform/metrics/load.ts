import type { Clock } from '../world.ts'

/** What a project's machine does; shares are of 1. */
export type Load = {
  /** Of the time of all processors. */
  cpu: number
  /** Of their time that is spent on waiting for the disk. */
  ioWait: number
  /** Of the memory and of the swap. */
  memory: number
  swap: number
  /** Of the time in which the disk is busy. */
  diskBusy: number
  /** Sessions of Postgres; clients of the pooler that are served, and that wait. */
  connections: number
  poolerClients: number
  poolerWaiting: number
}

/** A load since an instant, in milliseconds since 1970. */
type Stretch = { since: number; load: Load }

export type LoadHistory = {
  current(): Load
  set(load: Partial<Load>): void
  /** The machine starts anew, and its counters at zero. */
  restart(): void
  restarts(): number
  /** What a counter that grows by `rate` a second has come to since the machine started. */
  counted(rate: (load: Load) => number): number
}

const week = 7 * 24 * 60 * 60 * 1000

const quiet: Load = {
  cpu: 0.06,
  ioWait: 0.01,
  memory: 0.55,
  swap: 0.02,
  diskBusy: 0.03,
  connections: 14,
  poolerClients: 3,
  poolerWaiting: 0,
}

/** A quiet machine that has been up for a week. */
export function loadHistory(clock: Clock): LoadHistory {
  let stretches: Stretch[] = [{ since: clock() - week, load: quiet }]
  let restarts = 0
  const current = () => stretches.at(-1)?.load ?? quiet
  return {
    current,
    set: (load) => void stretches.push({ since: clock(), load: { ...current(), ...load } }),
    restart: () => {
      stretches = [{ since: clock(), load: current() }]
      restarts += 1
    },
    restarts: () => restarts,
    counted: (rate) =>
      stretches.reduce((sum, { since, load }, index) => {
        const until = stretches[index + 1]?.since ?? clock()
        return sum + (rate(load) * Math.max(0, until - since)) / 1000
      }, 0),
  }
}
