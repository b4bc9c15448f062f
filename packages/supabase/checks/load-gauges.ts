import type { Config } from '@rollcall/core'
import type { Load } from '../metrics/load.ts'

/** What is measured; each has the name of its threshold. */
export type Part =
  | 'cpuShare'
  | 'memoryShare'
  | 'swapShare'
  | 'diskBusyShare'
  | 'diskWaitShare'
  | 'poolerClientsWaiting'

export type Gauge = {
  part: Part
  /** The finding's. */
  key: string
  /** A share from 0 to 1, or a number of clients; undefined where the scrapes don't tell. */
  read(load: Load): number | undefined
  /** What is wrong and what to do; a share comes as a percentage. */
  says(value: number): string
}

const memoryHint = 'close connections that nobody needs, or take a larger compute size'
const diskHint =
  'see which statements read the most, and take a larger compute size or a faster disk if all of it is needed'

/** In the order in which they are told. */
export const gauges: Gauge[] = [
  {
    part: 'cpuShare',
    key: 'cpu/busy',
    read: ({ cpuBusy }) => share(cpuBusy, 1),
    says: (percent) =>
      `The CPU was busy for ${percent} % of the time between two looks: see which statements take it, or take a larger compute size.`,
  },
  {
    part: 'memoryShare',
    key: 'memory/short',
    read: ({ memoryBytes, memoryAvailableBytes }) => {
      const free = share(memoryAvailableBytes, memoryBytes)
      return free === undefined ? undefined : 1 - free
    },
    says: (percent) => `${percent} % of the memory is taken: ${memoryHint}.`,
  },
  {
    part: 'swapShare',
    key: 'swap/full',
    // A machine without swap has none of it in use.
    read: ({ swapBytes, swapUsedBytes }) => (swapBytes === 0 ? 0 : share(swapUsedBytes, swapBytes)),
    says: (percent) =>
      `${percent} % of the swap is taken, so that the memory does not suffice: ${memoryHint}.`,
  },
  {
    part: 'diskBusyShare',
    key: 'disk/busy',
    read: ({ diskBusy }) => share(diskBusy, 1),
    says: (percent) =>
      `The disk was busy for ${percent} % of the time between two looks: ${diskHint}.`,
  },
  {
    part: 'diskWaitShare',
    key: 'disk/waited-for',
    read: ({ cpuWaiting }) => share(cpuWaiting, 1),
    says: (percent) =>
      `The processors waited for the disk for ${percent} % of the time between two looks: ${diskHint}.`,
  },
  {
    part: 'poolerClientsWaiting',
    key: 'pooler/clients-waiting',
    read: ({ poolerClientsWaiting: clients }) =>
      clients !== undefined && clients >= 0 ? clients : undefined,
    says: (clients) =>
      `${clients} clients wait for a connection of the pooler: see who holds the connections, or raise the pool size.`,
  },
]

/** From where on each is too much. */
export function gaugeLimits({ thresholds }: Config): Record<Part, number> {
  const { cpuShare, memoryShare, swapShare } = thresholds
  const { diskBusyShare, diskWaitShare, poolerClientsWaiting } = thresholds
  return { cpuShare, memoryShare, swapShare, diskBusyShare, diskWaitShare, poolerClientsWaiting }
}

/** Undefined where one of both is not told, or they make no sense together. */
function share(part: number | undefined, whole: number | undefined): number | undefined {
  if (part === undefined || whole === undefined) return undefined
  const result = part / whole
  return result >= 0 && result <= 1 ? result : undefined
}
