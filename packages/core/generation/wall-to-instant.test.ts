import { createHash } from 'node:crypto'
import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'

const database = scratchDatabase()

/** Minutes from the wall time that a transition leads to: closely around it, and a day later, where the older offset stops to matter. */
const around = [...steps(-180, 180, 1), ...steps(-27 * 60, 27 * 60, 15), ...steps(1_430, 1_450, 1)]

type Transition = { zone: string; instant: number; before: number; after: number; wall: string }

test('every wall time around every change of time from 2015 to 2034 is read as Temporal reads it', async () => {
  const transitions = (await zones()).flatMap(transitionsOf)
  const agreed = await agreeing(transitions)
  // Postgres and Node bring zone data of their own, which may be some releases apart.
  expect(agreed.length).toBeGreaterThan(transitions.length * 0.98)
  expect(agreed.length).toBeGreaterThan(5_000)

  const different: string[] = []
  for (const batch of batches(agreed, 500)) {
    const { rows } = await database.session.query<{ digest: string }>(
      `select (
         select md5(string_agg(extract(epoch from rollcall.wall_to_instant(
           t.wall + n.minutes * interval '1 minute', t.zone
         ))::bigint::text, ',' order by n.place))
         from unnest($3::integer[]) with ordinality as n(minutes, place)
       ) as digest
       from unnest($1::text[], $2::timestamp[]) with ordinality as t(zone, wall, place)
       order by t.place`,
      [batch.map(({ zone }) => zone), batch.map(({ wall }) => wall), around],
    )
    batch.forEach((transition, place) => {
      if (rows[place]?.digest !== oracle(transition))
        different.push(`${transition.zone} ${transition.wall}`)
    })
  }
  expect(different).toEqual([])
}, 180_000)

async function zones(): Promise<string[]> {
  const { rows } = await database.session.query<{ name: string }>(
    `select name from pg_timezone_names
     where name like '%/%' and rollcall.read_timezone(name) = name
     order by name`,
  )
  const known = rows.map(({ name }) => name).filter((name) => isKnownToNode(name))
  expect(known.length).toBeGreaterThan(450)
  return known
}

function isKnownToNode(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

function transitionsOf(zone: string): Transition[] {
  const found: Transition[] = []
  let next = Temporal.Instant.from('2015-01-01T00:00Z')
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next')
  while (next && next.year <= 2034) {
    const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds / 1e9
    const after = next.offsetNanoseconds / 1e9
    const wall = next.toPlainDateTime().toString()
    if (before !== after)
      found.push({ zone, instant: next.epochMilliseconds / 1_000, before, after, wall })
    next = next.getTimeZoneTransition('next')
  }
  return found
}

/** The transitions at which Postgres changes the offset just as Node does. */
async function agreeing(transitions: Transition[]): Promise<Transition[]> {
  const { rows } = await database.session.query<{ agrees: boolean }>(
    `select extract(epoch from (to_timestamp(t.instant - 1) at time zone t.zone)
              - (to_timestamp(t.instant - 1) at time zone 'UTC')) = t.before
        and extract(epoch from (to_timestamp(t.instant + 100000) at time zone t.zone)
              - (to_timestamp(t.instant + 100000) at time zone 'UTC')) = t.after as agrees
     from unnest($1::text[], $2::bigint[], $3::integer[], $4::integer[])
       with ordinality as t(zone, instant, before, after, place)
     order by t.place`,
    [
      transitions.map(({ zone }) => zone),
      transitions.map(({ instant }) => instant),
      transitions.map(({ before }) => before),
      transitions.map(({ after }) => after),
    ],
  )
  return transitions.filter((_, place) => rows[place]?.agrees)
}

const digests = new Map<string, string>()

/** Many zones change together: what Temporal says about a transition holds for all of them. */
function oracle({ zone, instant, before, after, wall }: Transition): string {
  const key = `${instant} ${before} ${after}`
  const start = Temporal.PlainDateTime.from(wall)
  const digest =
    digests.get(key) ??
    createHash('md5')
      .update(around.map((minutes) => epoch(start.add({ minutes }), zone)).join(','))
      .digest('hex')
  digests.set(key, digest)
  return digest
}

const epoch = (wall: Temporal.PlainDateTime, zone: string) =>
  wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / 1_000

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, place) => from + place * step)
}

function* batches<T>(items: T[], size: number) {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
