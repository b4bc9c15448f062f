import type { Evidence, Finding } from '@rollcall/core'
import { type DiskUse, megabytes } from './disk-use.ts'
import { type Forecast, forecastOf, type Growth, growthOf, type Point } from './growth.ts'

export type Outlook = {
  use: DiskUse
  now: string
  /** Undefined where too little was measured. */
  growth: Growth | undefined
  /** Undefined too where it does not grow. */
  forecast: Forecast | undefined
}

/** Where the disk's use is going, by what earlier looks measured. */
export function outlookOf(use: DiskUse, earlier: Point[], now: string): Outlook {
  const growth = growthOf([...earlier, { at: Date.parse(now), bytes: use.used }])
  return { use, now, growth, forecast: growth && forecastOf(growth, use.available) }
}

/** Of a disk that will be full within so many days, unless it is already called full. */
export function fillsUp({ use, growth, forecast, now }: Outlook, withinDays: number): Finding[] {
  if (!growth || !forecast || forecast.days > withinDays) return []
  const { on, earliest, latest } = datesOf(forecast, now)
  const until = latest ? `to ${latest}` : 'on'
  return [
    {
      key: 'disk/forecast',
      severity: 'warning',
      detail: `As it has grown in the last ${Math.round(growth.days)} days, by ${monthly(growth)} MB a month, the disk of ${megabytes(use.size)} MB is full about ${on} (with 95 % certainty from ${earliest} ${until}) unless it is enlarged: free space, or see that it will be.`,
      subject: { on, earliest, latest },
    },
  ]
}

/** What evidence tells of growth and forecast. */
export function outlookEvidence({ growth, forecast, now }: Outlook): Evidence {
  if (!growth) return { forecast: 'too few measurements: four, over two weeks, are needed' }
  return {
    measurements: growth.points,
    measuredOverDays: Math.round(growth.days * 10) / 10,
    growthInMegabytesAMonth: monthly(growth),
    forecast: forecast ? datesOf(forecast, now) : 'it does not grow',
  }
}

function monthly({ daily }: Growth): number {
  return Math.round((daily * 300) / 1024 ** 2) / 10
}

/** As days of the calendar; beyond a century nobody knows anything. */
function datesOf({ days, earliest, latest }: Forecast, now: string) {
  return {
    on: dateIn(days, now),
    earliest: dateIn(earliest, now),
    latest: latest === undefined || latest > century ? null : dateIn(latest, now),
  }
}

const century = 36_525

function dateIn(days: number, now: string): string {
  const at = Date.parse(now) + Math.min(days, century) * 24 * 60 * 60 * 1000
  return new Date(at).toISOString().slice(0, 10)
}
