import { setTimeout as wait } from 'node:timers/promises'

/** What counts towards a limit of its own: queries over logs, and scrapes of metrics. */
export type Kind = 'call' | 'logs' | 'metrics'

/** Tells when a call may go out. Whoever shares one shares its limits. */
export type Pace = {
  /** Milliseconds, never going back. */
  now(): number
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** From 0 to 1. */
  random(): number
  /** How long until a call of that kind may go out, in milliseconds; 0 takes its place. */
  admit(kind: Kind): number
}

const minute = 60_000

/**
 * Calls in a minute. Supabase counts each user, project and address by itself, 120 a minute and
 * fewer for what is costly to answer; we hold all that a process sends to it.
 */
const limits: Record<Kind, number> = { call: 120, logs: 10, metrics: 10 }

type Clock = Pick<Pace, 'now' | 'sleep' | 'random'>

const realClock: Clock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal ? { signal } : {})
  },
  random: Math.random,
}

/** A pace of its own; tests give it a clock that doesn't take time. */
export function createPace(clock: Clock = realClock): Pace {
  const sent: Record<Kind, number[]> = { call: [], logs: [], metrics: [] }
  return { ...clock, admit: (kind) => admit(sent, kind, clock.now()) }
}

/** The one that every client of this process shares. */
export const processPace = createPace()

function admit(sent: Record<Kind, number[]>, kind: Kind, now: number): number {
  const kinds: Kind[] = kind === 'call' ? ['call'] : ['call', kind]
  const delay = Math.max(...kinds.map((each) => delayOf(sent[each], limits[each], now)))
  if (delay === 0) for (const each of kinds) sent[each].push(now)
  return delay
}

/** How long until fewer than `limit` calls lie within the last minute; forgets those before it. */
function delayOf(times: number[], limit: number, now: number): number {
  while (times.length > 0 && (times[0] as number) <= now - minute) times.shift()
  const first = times.at(-limit)
  return first === undefined ? 0 : first + minute - now
}
