import { Cron } from 'croner'

type Field = { name: string; least: number; most: number; names?: string[]; last?: string }

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const weekdays = 'sun mon tue wed thu fri sat'.split(' ')

const fields: Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31, last: '$' },
  { name: 'month', least: 1, most: 12, names: months },
  { name: 'day of the week', least: 0, most: 7, names: weekdays },
]

/**
 * What is wrong with a schedule, by the rules of pg_cron: five fields in UTC, `$` for the last day of
 * the month, or `30 seconds`. It is stricter where pg_cron takes what it then reads as something else
 * (`mon#2`, `5-1`, a sixth field): https://github.com/citusdata/pg_cron/blob/main/src/entry.c.
 */
export function scheduleFault(schedule: string): string | undefined {
  const seconds = /^(\d+) seconds?$/i.exec(schedule.trim())
  if (seconds) {
    const count = Number(seconds[1])
    return count >= 1 && count <= 59
      ? undefined
      : `asks for every ${count} seconds: pg_cron takes 1 to 59; from a minute on write five fields, as in */5 * * * *`
  }
  const parts = schedule.trim().split(/[ \t]+/)
  if (parts.length !== fields.length || schedule.trim() === '') {
    return `has ${schedule.trim() === '' ? 0 : parts.length} fields instead of five: minute, hour, day of the month, month, day of the week (in UTC), as in 0 6 * * 1; or write 30 seconds`
  }
  const faults = fields.flatMap((field, index) => fieldFault(field, parts[index] ?? '') ?? [])
  if (faults.length > 0) return faults.join('; ')
  return comesNever(parts) ? `never comes: no such month has a day ${parts[2]}` : undefined
}

function fieldFault(field: Field, text: string): string | undefined {
  for (const element of text.split(',')) {
    const reason = elementFault(field, element)
    if (reason) return `has a ${field.name} that can't be read, ${element || 'nothing'}: ${reason}`
  }
  return undefined
}

function elementFault(field: Field, element: string): string | undefined {
  if (element === field.last) return undefined
  const parts = /^(?:\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/([a-z0-9]+))?$/i.exec(element)
  if (!parts)
    return `write *, a number, a range like ${field.least}-${field.most}, or a list of them`
  const [, from, to, step] = parts
  if (from !== undefined && to === undefined && step !== undefined) {
    return `a step needs a range, as in ${from}-${field.most}/${step} or */${step}`
  }
  if (step !== undefined && !/^0*[1-9]\d*$/.test(step)) return 'a step is a number from 1 on'
  const [first, last] = [numberOf(field, from), numberOf(field, to)]
  if (first === undefined || last === undefined) return allowed(field)
  return first > last ? 'the range ends before it begins' : undefined
}

/** The number that is meant; for what isn't given one that fits anywhere. */
function numberOf({ least, most, names }: Field, text: string | undefined): number | undefined {
  if (text === undefined) return undefinedFits
  const named = names?.indexOf(text.toLowerCase()) ?? -1
  if (named >= 0) return named + least
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

const undefinedFits = Number.NaN

function allowed({ least, most, names }: Field): string {
  return `it is a number from ${least} to ${most}${names ? `, or ${names.join(', ')}` : ''}`
}

/** A day of the month alone can be one that no such month has; with a day of the week either will do. */
function comesNever(parts: string[]): boolean {
  const [, , day = '', month = '', weekday = ''] = parts
  if (weekday.startsWith('*') === false) return false
  const pattern = `0 0 ${day.replaceAll('$', 'L')} ${month} *`
  return (
    new Cron(pattern, { timezone: 'UTC', paused: true }).nextRun('2024-01-01T00:00:00Z') === null
  )
}

/** What is wrong with the zone in which the server reads schedules. */
export function zoneFault(zone: string): string | undefined {
  if (/^(Etc\/)?(GMT|UTC|UCT|Zulu|Universal|Greenwich)$/i.test(zone)) return undefined
  return `is in UTC, but the server's cron.timezone is ${zone}: set it to GMT and restart the server.`
}
