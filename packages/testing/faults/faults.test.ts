import { allChecks, defaultConfig, runChecks } from '@rollcall/core'
import {
  connect,
  createScratch,
  loadSampleSchool,
  type ScratchDatabase,
  withSession,
} from '@rollcall/database'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { templateDatabase } from '../logins.ts'
import { type Fault, faults, plant } from './faults.ts'

type Looking = Pick<Fault, 'thresholds'> & { login?: 'looker' }

async function states(url: string, now: string, { login, thresholds }: Looking = {}) {
  const address = login
    ? Object.assign(new URL(url), { username: login, password: login }).href
    : url
  const verdicts = await runChecks({
    checks: allChecks,
    config: { ...defaultConfig, thresholds: { ...defaultConfig.thresholds, ...thresholds } },
    now,
    open: () => connect(address, { now }),
    watermarks: new Map(),
  })
  return Object.fromEntries(verdicts.map(({ check, state }): [string, string] => [check, state]))
}

describe.each([
  ['a Wednesday noon', '2026-03-11T11:00:00.000Z'],
  ['the very instant of the weekly run', '2026-03-09T05:00:00.000Z'],
  ['a Monday three hours after the weekly run', '2026-03-09T08:00:00.000Z'],
  ['Christmas Eve', '2026-12-24T12:00:00.000Z'],
])('at %s', (_when, now) => {
  let school: ScratchDatabase
  let healthy: Record<string, string>
  beforeAll(async () => {
    school = await createScratch(inject('server'), templateDatabase)
    await withSession(school.url, { now }, (session) => loadSampleSchool(session, now))
    healthy = await states(school.url, now)
  })
  afterAll(() => school.drop())

  test.each(faults)(
    '$name is seen by $seenBy and by no other check, whoever looks',
    async (fault) => {
      const unwell = Object.entries(healthy).filter(([, state]) => state !== 'pass')
      expect(unwell).toEqual([['schedules-active', 'skipped']])
      const { url, drop } = await createScratch(
        inject('server'),
        new URL(school.url).pathname.slice(1),
      )
      const { thresholds = {} } = fault
      try {
        if (fault.thresholds) expect(await states(url, now, { thresholds })).toEqual(healthy)
        await withSession(url, { now }, (session) => plant(session, fault))
        const seen = [fault.seenBy, ...(fault.alsoSeenBy ?? [])]
        const expected = { ...healthy, ...Object.fromEntries(seen.map((id) => [id, 'fail'])) }
        expect(await states(url, now, { thresholds })).toEqual(expected)
        expect(await states(url, now, { thresholds, login: 'looker' })).toEqual(expected)
      } finally {
        await drop()
      }
    },
  )
})

test('a doubled class that was held is kept, though it is the newer one', async () => {
  const now = '2026-03-11T11:00:00.000Z'
  const { url, drop } = await createScratch(inject('server'), templateDatabase)
  try {
    await withSession(url, { now }, async (session) => {
      await loadSampleSchool(session, now)
      for (const fault of faults) await plant(session, fault)
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
