import type { Finding } from '@rollcall/core'
import type { Load } from '../metrics/load.ts'
import type { Platform } from '../platform.ts'
import { PlatformError } from '../platform-error.ts'
import { judged, type Unseen } from './ask-parts.ts'
import { type Gauge, gaugeLimits, gauges, type Part } from './load-gauges.ts'
import { type Measured, measuredCheck } from './measured-check.ts'

/**
 * What the database's machine did between two scrapes, a minute apart. All of it is a warning: a
 * busy minute loses nothing.
 */
export const databaseLoad = measuredCheck(import.meta, {
  title: 'The machine of the database has processor, memory, disk and connections to spare',
  async look({ platform, config }) {
    const limits = gaugeLimits(config)
    const load = await platform.load()
    const seen = readings(load)
    const missing = gauges.filter(({ part }) => seen.every((each) => each.part !== part))
    const isFree = missing.some(isOfPooler) && (await isOnFreePlan(platform))
    const unseen = missing.filter((gauge) => !(isFree && isOfPooler(gauge))).map(untold)
    const findings = seen.flatMap((reading) => findingOf(reading, limits[reading.part]))
    const evidence = {
      examined: seen.length,
      seconds: load.seconds === undefined ? null : Math.round(load.seconds),
      ...measuredOf(seen),
      ...(isFree ? { pooler: 'none: a project of the free plan has no pooler of its own' } : {}),
    }
    return { ...judged(findings, evidence, unseen), measured: measuredOf(seen) }
  },
})

type Reading = Gauge & { value: number }

function readings(load: Load): Reading[] {
  return gauges.flatMap((gauge) => {
    const value = gauge.read(load)
    return value === undefined ? [] : [{ ...gauge, value }]
  })
}

function findingOf({ part, key, value, says }: Reading, limit: number): Finding[] {
  if (value < limit) return []
  const shown = isShare(part) ? Math.round(value * 100) : value
  return [{ key, severity: 'warning', detail: says(shown), subject: { [part]: rounded(value) } }]
}

function measuredOf(seen: Reading[]): Measured {
  return Object.fromEntries(seen.map(({ part, value }) => [part, rounded(value)]))
}

function untold({ part }: Gauge): Unseen {
  return {
    part,
    reason: `The two scrapes do not tell ${part}`,
    hint: 'Run the check again in two minutes: a restart in between sets the counters back. If it stays so, look at Observability in the dashboard.',
  }
}

function isShare(part: Part): boolean {
  return part !== 'poolerClientsWaiting'
}

function isOfPooler({ part }: Gauge): boolean {
  return part === 'poolerClientsWaiting'
}

/** Only paid plans have a pooler on the database's own machine. */
async function isOnFreePlan(platform: Platform): Promise<boolean> {
  try {
    return (await platform.organization()).plan === 'free'
  } catch (error) {
    if (error instanceof PlatformError) return false
    throw error
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
