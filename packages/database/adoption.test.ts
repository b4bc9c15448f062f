import {
  cutAtEveryQuery,
  durableState,
  liveSchool,
  templateDatabase,
  testNow,
} from '@rollcall/testing'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { connect, type Session, withSession } from './connect.ts'
import { describeSchema, type SchemaLine } from './deploy.ts'
import { type MigrationReport, migrate } from './migrate.ts'
import { createScratch } from './scratch.ts'

const live = liveSchool()
const nameOf = (url: string) => new URL(url).pathname.slice(1)

const of = (wanted: string) => (line: SchemaLine) => line.part === wanted

/** The origins that more than one class stands for. */
async function doubled(session: Session) {
  const found = await session.query(
    `select student_id, coalesce(origin_date, date) as day, coalesce(origin_start_time, start_time) as time, count(*)
     from public.classes group by 1, 2, 3 having count(*) > 1 order by 1, 2, 3`,
  )
  return found.rows
}

async function classesOf(session: Session, student: number, from = '2026-03-11') {
  const found = await session.query<{ date: string; start: string; end: string }>(
    `select date, start_time as start, end_time as end from public.classes
     where student_id = $1 and date >= $2 order by date, start_time`,
    [student, from],
  )
  return found.rows.map(({ date, start, end }) => `${date} ${start}-${end}`)
}

test('the live school is worth adopting: settled, doubled, broken and open', async () => {
  expect(live.rows.students).toHaveLength(40)
  expect(live.rows.classes?.length).toBeGreaterThan(600)
  expect(live.rows.attendance?.length).toBeGreaterThan(400)
})

describe('a live school that was adopted', () => {
  let session: Session
  let planned: MigrationReport
  let report: MigrationReport
  let drop: () => Promise<void>

  beforeAll(async () => {
    const scratch = await live.copy()
    drop = scratch.drop
    session = await connect(scratch.url, { now: testNow })
    planned = await migrate(session, { dryRun: true })
    report = await migrate(session)
  })

  afterAll(async () => {
    await session.end()
    await drop()
  })

  test('keeps every row where it lies, and everything that the application made', async () => {
    await live.expectUntouched(session)
  })

  test('was treated as the dry run before had said', () => {
    expect({ ...planned, dryRun: false, deployed: [] }).toEqual({ ...report, deployed: [] })
  })

  test('is told what a person has to judge', () => {
    const said = report.unreconciled.join('\n')
    expect(said).toContain('classes_occurrence_key')
    expect(said).toContain('public.classes')
    expect(said).toContain('public.courses')
    expect(said).not.toContain('public.students,')
    expect(report.indexes).not.toContain('classes_occurrence_key')
  })

  test('is left as it is by a second run, which says the same of what is left to do', async () => {
    const before = await durableState(session)
    expect(await migrate(session)).toEqual({
      dryRun: false,
      applied: [],
      deployed: [],
      indexes: [],
      settings: [],
      unreconciled: report.unreconciled,
    })
    expect(await durableState(session)).toBe(before)
    await live.expectUntouched(session)
  })

  test('is not judged by its past', async () => {
    const missing = await session.query(
      "select * from rollcall.missing_classes('2025-01-01', '2026-03-10', $1)",
      [testNow],
    )
    expect(missing.rows).toEqual([])
  })

  test('gets the classes of a new student, with their ends', async () => {
    const made = await session.query<{ id: number }>(
      `insert into public.students (first_name, last_name, start_date, fixed_schedule)
       values ('Nils', 'Quint', '2026-03-09', '[{"day": "thursday", "start_time": "09:30", "duration_minutes": 45}]')
       returning id`,
    )
    expect(await classesOf(session, made.rows[0]?.id ?? 0)).toEqual([
      '2026-03-12 09:30:00-10:15:00',
      '2026-03-19 09:30:00-10:15:00',
    ])
  })

  test('lets an application that may write students have classes made, and delete both', async () => {
    await session.query(
      `grant select, insert, delete on public.students to service_role;
       grant insert on public.webhook_calls to service_role;
       grant usage on sequence public.students_id_seq, public.webhook_calls_id_seq to service_role;
       set role service_role`,
    )
    const made = await session.query<{ id: number }>(
      `insert into public.students (first_name, last_name, start_date, fixed_schedule)
       values ('Olga', 'Quint', '2026-03-09', '{"friday": [{"start": "12:00", "end": "13:00"}]}')
       returning id`,
    )
    const student = made.rows[0]?.id ?? 0
    await session.query('reset role')
    expect(await classesOf(session, student)).toHaveLength(2)
    await session.query('set role service_role')
    await session.query('delete from public.students where id = $1', [student])
    await session.query('reset role')
    expect(await classesOf(session, student)).toEqual([])
  })

  test('gets what an edited schedule adds, and doubles nothing that is there', async () => {
    const before = await doubled(session)
    const settled = await classesOf(session, 1, '2026-01-01')
    await session.query(
      `update public.students set fixed_schedule = fixed_schedule || '{"friday": [{"start": "12:00", "end": "13:00"}]}'
       where id = 1`,
    )
    expect(await classesOf(session, 1, '2026-01-01')).toEqual(
      [...settled, '2026-03-13 12:00:00-13:00:00', '2026-03-20 12:00:00-13:00:00'].sort(),
    )
    expect(await doubled(session)).toEqual(before)
  })

  test('gets its unique key once its duplicates are removed, all of them archived', async () => {
    const before = await doubled(session)
    expect(before.length).toBeGreaterThan(6)
    const removed = await session.query<{ action: string }>(
      'select action from public.remove_duplicate_classes()',
    )
    expect(removed.rows).toHaveLength(before.length)
    for (const { action } of removed.rows) expect(action).toMatch(/^removed/)
    expect(await doubled(session)).toEqual([])

    const next = await migrate(session)
    expect(next.indexes).toEqual(['classes_occurrence_key'])
    expect(next.unreconciled.join('\n')).not.toContain('classes_occurrence_key')
  })

  test('has by then everything that a new school has, beside its own', async () => {
    const fresh = await createScratch(inject('server'), templateDatabase)
    onTestFinished(fresh.drop)
    const wanted = await withSession(fresh.url, {}, describeSchema)
    const found = await describeSchema(session)
    for (const part of ['function', 'trigger', 'policy', 'index']) {
      expect(found.filter(of(part))).toEqual(expect.arrayContaining(wanted.filter(of(part))))
    }
    // What service_role and authenticated may do with its tables is for the application to say.
    const ours = ({ part, name }: SchemaLine) =>
      part === 'grant' && !/^public\.\w+ to (service_role|authenticated)$/.test(name)
    expect(found.filter(ours)).toEqual(wanted.filter(ours))
    const own = ({ part, name }: SchemaLine) =>
      ['table', 'column', 'constraint'].includes(part) && name.startsWith('rollcall.')
    expect(found.filter(own)).toEqual(wanted.filter(own))
  })
})

test("is judged from the school's own today on", async () => {
  const { url } = await live.adopt()
  await withSession(url, { now: '2026-03-11T02:00:00.000Z' }, async (session) => {
    const school = { timezone: 'America/Los_Angeles', closures: [] }
    expect((await migrate(session, { school })).settings).toEqual(['time zone America/Los_Angeles'])
    const versions = await session.query(
      'select distinct effective_from from rollcall.schedule_versions order by 1',
    )
    // What held before is known, and calls for nothing.
    expect(versions.rows).toEqual([
      { effective_from: '-infinity' },
      { effective_from: '2026-03-10' },
    ])
  })
})

test('a dry run says what it would do and changes nothing', async () => {
  const { session } = await live.adopt()
  const before = await durableState(session)
  const plan = await migrate(session, { dryRun: true })
  expect(plan.applied.length).toBeGreaterThan(0)
  expect(plan.unreconciled.join('\n')).toContain('public.classes')
  expect(plan.unreconciled.join('\n')).toContain('classes_occurrence_key')
  expect(plan.indexes).not.toContain('classes_occurrence_key')
  expect(await durableState(session)).toBe(before)
  await live.expectUntouched(session)
})

test('the next run finishes wherever one was cut off, and no row is touched on the way', async () => {
  const { url, drop } = await live.copy()
  onTestFinished(drop)
  let states = 0
  await cutAtEveryQuery(inject('server'), url, migrate, async () => {
    states += 1
    const copy = await createScratch(inject('server'), nameOf(url))
    await withSession(copy.url, {}, async (session) => {
      await live.expectUntouched(session)
      await migrate(session)
      await live.expectUntouched(session)
      expect(await migrate(session)).toMatchObject({ applied: [], deployed: [], indexes: [] })
    })
    await copy.drop()
  })
  expect(states).toBeGreaterThan(5)
})
