import {
  createScratch,
  loadSampleSchool,
  type ScratchDatabase,
  withSession,
} from '@rollcall/database'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { templateDatabase } from '../logins.ts'
import { type Fault, faults, layGround, plant, undo } from './faults.ts'
import { keysOf, lookAtAll, statesOf } from './look-at-all.ts'

const timely = faults.filter(({ dependsOnTime }) => dependsOnTime)

// What the looking role sees does not depend on time.
const instants = [
  ['a Wednesday noon', '2026-03-11T11:00:00.000Z', faults, true],
  ['the very instant of the weekly run', '2026-03-09T05:00:00.000Z', timely, false],
  ['a Monday three hours after the weekly run', '2026-03-09T08:00:00.000Z', timely, false],
  ['Christmas Eve', '2026-12-24T12:00:00.000Z', timely, false],
] as const

describe.each(instants)('at %s', (_when, now, planted, alsoAsLooker) => {
  let school: ScratchDatabase
  let healthy: Record<string, string>
  beforeAll(async () => {
    school = await createScratch(inject('server'), templateDatabase)
    await withSession(school.url, { now }, (session) => loadSampleSchool(session, now))
    await shrink(school.url)
    healthy = statesOf(await lookAtAll(school.url, now))
  })
  afterAll(() => school.drop())

  test('the school is healthy without a fault', () => {
    const unwell = Object.entries(healthy).filter(([, state]) => state !== 'pass')
    expect(unwell).toEqual([['schedules-active', 'skipped']])
  })

  test.concurrent.each(planted)(
    '$name is seen by $seenBy and by no other check, and gone when it is undone',
    async (fault) => {
      const { url, drop } = await createScratch(
        inject('server'),
        new URL(school.url).pathname.slice(1),
      )
      const look = (login?: 'looker') => lookAtAll(url, now, { ...fault, login })
      try {
        const before = await prepare(url, fault)
        await withSession(url, { now }, (session) => plant(session, fault))
        const found = await look()
        expect(statesOf(found)).toEqual({ ...before, ...seen(fault) })
        const keys = keysOf(found, fault.seenBy)
        expect(keys.filter((key) => key.startsWith(fault.finds))).not.toEqual([])
        if (alsoAsLooker) {
          const expected = { ...before, ...seen(fault), ...hidden(fault) }
          expect(statesOf(await look('looker'))).toEqual(expected)
        }
        await withSession(url, { now }, (session) => undo(session, fault, now))
        expect(statesOf(await look())).toEqual(before)
      } finally {
        await drop()
      }
    },
  )

  /** What a copy of the school is like just before the fault: healthy, and its ground and settings are no fault. */
  async function prepare(url: string, fault: Fault) {
    if (!fault.ground && !fault.thresholds) return healthy
    await withSession(url, { now }, (session) => layGround(session, fault))
    const before = statesOf(await lookAtAll(url, now, fault))
    expect(before).toEqual({ ...healthy, [fault.seenBy]: 'pass' })
    return before
  }
})

/** A third of the sample school is enough to go wrong, and is looked at in half the time. */
async function shrink(url: string) {
  await withSession(url, {}, (session) =>
    session.query(
      `set session_replication_role = replica;
       delete from public.classes where student_id > 100;
       delete from public.class_generation_logs where student_id > 100;
       delete from rollcall.schedule_versions where student_id > 100;
       delete from public.students where id > 100`,
    ),
  )
  // What a session has deleted is counted by its end, and only then does a vacuum set it to nothing.
  await withSession(url, {}, (session) =>
    session.query('vacuum (full, analyze) public.classes, public.class_generation_logs'),
  )
}

function faultNamed(name: string): Fault {
  const fault = faults.find((each) => each.name === name)
  if (!fault) throw new Error(`There is no fault ${name} in the catalogue.`)
  return fault
}

function seen({ seenBy, alsoSeenBy = [] }: Fault) {
  return Object.fromEntries([seenBy, ...alsoSeenBy].map((check) => [check, 'fail']))
}

function hidden({ hidesFromReader = [] }: Fault) {
  return Object.fromEntries(hidesFromReader.map((check) => [check, 'unknown']))
}

test('a doubled class that was held is kept, though it is the newer one', async () => {
  const now = '2026-03-11T11:00:00.000Z'
  const { url, drop } = await createScratch(inject('server'), templateDatabase)
  try {
    await withSession(url, { now }, async (session) => {
      await loadSampleSchool(session, now)
      await plant(session, faultNamed('doubled-classes'))
      const { rows } = await session.query(
        `select k.created_at > g.created_at as is_newer, k.status as kept, g.status as goes,
                g.edited_at as goes_edited_at, count(*) as classes
         from rollcall.rank_duplicate_classes() as r
         join public.classes as k on k.id::text = r.kept_class_id
         join public.classes as g on g.id::text = r.class_id
         where r.removable
         group by 1, 2, 3, 4
         order by 1`,
      )
      expect(rows).toEqual([
        {
          is_newer: false,
          kept: 'scheduled',
          goes: 'scheduled',
          goes_edited_at: null,
          classes: expect.toSatisfy((classes: number) => classes >= 2),
        },
        {
          is_newer: true,
          kept: 'completed',
          goes: 'scheduled',
          goes_edited_at: null,
          classes: 1,
        },
      ])
    })
  } finally {
    await drop()
  }
})
