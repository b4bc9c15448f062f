import { emptySchool, enrol, runRollcall, scratchDatabase, testNow } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'

const database = scratchDatabase()
beforeEach(() => emptySchool(database))

async function run(args: string[], login?: 'looker' | 'fixer') {
  const url = login ? database.as(login) : database.url
  const { code, out, err } = await runRollcall([...args, '--json', '--now', testNow], {
    DATABASE_URL: url,
  })
  return { code, err, document: JSON.parse(out) }
}

describe('check', () => {
  test('prints the run and every verdict in the public shape', async () => {
    await enrol(database)
    const { code, document } = await run(['check', 'missing-classes', 'old-logs'])
    expect(document.run).toEqual({
      checklist: 'missing-classes old-logs',
      environment: 'production',
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      now: testNow,
    })
    expect(document.verdicts).toMatchObject([{ check: 'missing-classes' }, { check: 'old-logs' }])
    for (const verdict of document.verdicts) {
      const { from, to } = verdict.window
      expect([from, to].map((at) => new Date(at).toISOString())).toEqual([from, to])
      expect(Object.keys(verdict)).toEqual([
        'check',
        'title',
        'state',
        'severity',
        'findings',
        'evidence',
        'window',
        'reason',
        'hint',
      ])
    }
    expect(code).toBe(0)
  })

  test('ends with 1 when there are findings, and 0 when they are remedied', async () => {
    const student = await enrol(database)
    await database.session.query("delete from public.classes where date >= '2026-03-12'")
    const found = await run(['check', 'missing-classes'])
    expect(found.document.verdicts).toMatchObject([
      {
        state: 'fail',
        severity: 'error',
        findings: [{ key: `student/${student}`, severity: 'error', subject: {} }],
      },
    ])
    expect(found.code).toBe(1)
    const remedied = await run(['check', 'missing-classes', '--remedy'], 'fixer')
    expect(remedied.document.verdicts).toMatchObject([
      {
        state: 'remedied',
        findings: [],
        done: '3 classes were created.',
        before: [{ key: `student/${student}` }],
      },
    ])
    expect(remedied.code).toBe(0)
  })

  test('ends with 2 when something could not be looked at', async () => {
    const { code, document } = await run(['check', 'duplicate-classes', 'row-level-security'])
    expect(document.verdicts).toMatchObject([
      { state: 'unknown', reason: expect.any(String), hint: expect.any(String) },
      { state: 'pass' },
    ])
    expect(code).toBe(2)
  })

  test('the role that looks gets the verdicts, keeps the run, and can not remedy', async () => {
    await enrol(database)
    await database.session.query("delete from public.classes where date >= '2026-03-12'")
    const { code, document } = await run(['check', 'daily', '--remedy'], 'looker')
    expect(document.verdicts).toContainEqual(
      expect.objectContaining({
        check: 'missing-classes',
        state: 'fail',
        refused: expect.stringContaining('The role may not apply create-missing-classes'),
      }),
    )
    expect(code).toBe(1)
    const { rows } = await database.session.query(
      "select checklist, looked_as from rollcall.runs where looked_as = 'looker'",
    )
    expect(rows).toContainEqual({ checklist: 'daily', looked_as: 'looker' })
  })

  test('keeps what the next look compares with, at most twice a day', async () => {
    const kept = async () =>
      (await database.session.query('select count(*) from rollcall.statement_snapshots')).rows
    await database.session.query('truncate rollcall.statement_snapshots')
    for (const login of ['looker', undefined] as const) {
      expect(await run(['check', 'query-performance'], login)).toMatchObject({
        document: { verdicts: [{ state: 'pass' }] },
        err: expect.not.stringContaining('could not keep'),
      })
      expect(await kept()).toEqual([{ count: 1 }])
    }
  })

  test('speaks to a person without --json', async () => {
    await enrol(database)
    const { out, code } = await runRollcall(['check', 'missing-classes', '--now', testNow], {
      DATABASE_URL: database.url,
    })
    expect(out).toContain('✔ No class is missing missing-classes')
    expect(out).toContain('looked at: examined 6, ')
    expect(out).toContain('1 check: ✔ 1 pass')
    expect(code).toBe(0)
  })
})

describe('status', () => {
  test('tells where everything stands, and what no run has looked at', async () => {
    await enrol(database)
    await database.session.query('truncate rollcall.runs, rollcall.metrics cascade')
    await run(['check', 'daily'], 'looker')
    const { code, document } = await run(['status'], 'looker')
    expect(document).toMatchObject({
      environment: 'production',
      runs: [{ checklist: 'daily' }],
      neverLooked: expect.arrayContaining(['old-logs']),
    })
    expect(document.checks).toContainEqual(
      expect.objectContaining({ check: 'missing-classes', state: 'pass' }),
    )
    expect(document.metrics).toContainEqual(
      expect.objectContaining({ metric: 'students-with-missing-classes', value: 0 }),
    )
    expect(code).toBe(2)
    const { out } = await runRollcall(['status', '--now', testNow], { DATABASE_URL: database.url })
    expect(out).toContain('✔ missing-classes pass since 2026-03-11T11:00:00.000Z')
    expect(out).toContain('Students with missing classes: 0')
  })
})

describe('generate', () => {
  test('weekly fills the coming weeks, twice creates nothing, and a dry run changes nothing', async () => {
    const student = await enrol(database)
    await enrol(database, { start_date: null })
    await database.session.query('delete from public.classes')
    const wanted = {
      created: 3,
      skipped: 1,
      students: 1,
      failed: [],
      perStudent: [{ studentId: student, created: 3 }],
    }
    expect((await run(['generate', 'weekly', '--dry-run'])).document).toMatchObject({
      ...wanted,
      dryRun: true,
    })
    expect(await run(['generate', 'weekly'], 'fixer')).toMatchObject({ code: 0, document: wanted })
    expect((await run(['generate', 'weekly'])).document).toMatchObject({
      created: 0,
      students: 1,
      failed: [],
    })
    const { rows } = await database.session.query('select date from public.classes order by date')
    expect(rows.map(({ date }) => date)).toEqual(['2026-03-12', '2026-03-16', '2026-03-19'])
  })

  test('missing fills the gaps behind, for one student or a period', async () => {
    const [first, second] = [await enrol(database), await enrol(database)]
    await database.session.query('delete from public.classes')
    expect((await run(['generate', 'missing', '--student', String(first)])).document).toMatchObject(
      { created: 6 },
    )
    const period = ['--from', '2026-03-02', '--to', '2026-03-08']
    expect((await run(['generate', 'missing', ...period])).document).toMatchObject({
      created: 2,
      perStudent: [{ studentId: second, created: 2 }],
    })
  })

  test('one student whose classes can not be written stops nobody else', async () => {
    const [first, second] = [await enrol(database), await enrol(database)]
    await database.session.query('delete from public.classes')
    await database.session.query(
      `alter table public.classes add constraint no_first check (student_id <> ${first}) not valid`,
    )
    const { code, document } = await run(['generate', 'weekly'])
    await database.session.query('alter table public.classes drop constraint no_first')
    expect(document).toMatchObject({
      created: 3,
      failed: [{ studentId: first, sqlstate: '23514' }],
      perStudent: [{ studentId: second, created: 3 }],
    })
    expect(code).toBe(2)
  })
})

describe('preview', () => {
  const dates = ['--from', '2026-03-23', '--to', '2026-04-05']

  test('prints the occurrences of a schedule, across a change of time', async () => {
    const schedule = JSON.stringify([
      { day: 'lunes', start_time: '5:30 PM', end_time: '18:15', course_id: 7 },
    ])
    const { code, document } = await run([
      'preview',
      '--schedule',
      schedule,
      ...dates,
      '--time-zone',
      'Europe/Madrid',
    ])
    const common = { originStartTime: '17:30', durationMinutes: 45, courseId: '7' }
    expect(document).toEqual({
      occurrences: [
        { originDate: '2026-03-23', startsAt: '2026-03-23T16:30:00Z', ...common },
        { originDate: '2026-03-30', startsAt: '2026-03-30T15:30:00Z', ...common },
      ],
      errors: [],
      warnings: [expect.objectContaining({ code: 'defaulted_timezone' })],
    })
    expect(code).toBe(0)
  })

  test('keeps to the first and the last day of the student', async () => {
    const schedule = JSON.stringify([{ day: 1, start_time: '10:00', duration_minutes: 60 }])
    const { document } = await run([
      'preview',
      '--schedule',
      schedule,
      ...dates,
      '--start-date',
      '2026-03-24',
      '--end-date',
      '2026-03-30',
    ])
    expect(document.occurrences).toMatchObject([{ originDate: '2026-03-30' }])
  })

  test('needs no database', async () => {
    const { out, code } = await runRollcall(['preview', '--json', ...dates, '--schedule', '[]'])
    expect(JSON.parse(out)).toMatchObject({
      occurrences: [],
      errors: [{ code: 'empty_fixed_schedule' }],
    })
    expect(code).toBe(2)
  })
})

describe('diagnose student', () => {
  test('finds nothing wrong, and a cause, its fix and the command when there is one', async () => {
    const student = await enrol(database)
    expect(await run(['diagnose', 'student', String(student)], 'looker')).toMatchObject({
      code: 0,
      document: { student, steps: expect.any(Array) },
    })
    await database.session.query("delete from public.classes where date >= '2026-03-12'")
    expect(await run(['diagnose', 'student', String(student)])).toMatchObject({
      code: 1,
      document: {
        cause: expect.stringContaining('3 of 6 classes are missing, from 2026-03-12 to 2026-03-19'),
        command: `rollcall generate missing --student ${student}`,
      },
    })
  })

  test.each([
    ['archived', { archived_at: '2026-03-01T00:00:00Z' }, 'No class is due: archived.'],
    ['without a start date', { start_date: null }, 'start_date is missing, so no class is due.'],
    [
      'with a broken schedule',
      { fixed_schedule: ['what'] },
      "fixed_schedule is missing or can't be read.",
    ],
  ])('a student %s', async (_how, row, cause) => {
    const student = await enrol(database, row)
    expect((await run(['diagnose', 'student', String(student)])).document).toMatchObject({ cause })
  })

  test('a trigger that is switched off', async () => {
    const student = await enrol(database)
    await database.session.query(
      'alter table public.students disable trigger rollcall_generate_on_update',
    )
    expect((await run(['diagnose', 'student', String(student)])).document).toMatchObject({
      cause: expect.stringContaining('A trigger on students is missing or disabled'),
    })
    await database.session.query(
      'alter table public.students enable trigger rollcall_generate_on_update',
    )
  })
})

describe('diagnose performance', () => {
  test('names the cause, its fix and the command, to whoever looks', async () => {
    const limit = (most: number) =>
      database.session.query(
        `alter database ${new URL(database.url).pathname.slice(1)} connection limit ${most}`,
      )
    await limit(2)
    expect(await run(['diagnose', 'performance'], 'looker')).toMatchObject({
      code: 1,
      document: {
        tree: 'performance',
        cause: expect.stringContaining('2 of the 2 connections'),
        fix: expect.stringContaining('lift the limit'),
        command: 'rollcall check connections',
      },
    })
    await limit(-1)
    expect(await run(['diagnose', 'performance'])).toMatchObject({ code: 0 })
  })
})

describe('remedy', () => {
  test('previews by default, refuses above the bound, and applies', async () => {
    const student = await enrol(database)
    await database.session.query("delete from public.classes where date >= '2026-03-12'")
    const preview = await run(['remedy', 'create-missing-classes'], 'looker')
    expect(preview).toMatchObject({
      code: 0,
      document: {
        applied: false,
        preview: { count: 3, lines: [`student ${student}: 3 classes, 2026-03-12 to 2026-03-19`] },
      },
    })
    const refused = await run(['remedy', 'create-missing-classes', '--apply', '--limit', '2'])
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('its bound is 2') })
    expect(await run(['remedy', 'create-missing-classes', '--apply'], 'fixer')).toMatchObject({
      code: 0,
      document: { applied: true, count: 3, after: { count: 0 } },
    })
  })
})

describe('migrate', () => {
  test('says that a migrated database is up to date', async () => {
    expect(await run(['migrate'])).toMatchObject({
      code: 0,
      document: {
        dryRun: false,
        applied: [],
        deployed: [],
        indexes: [],
        settings: [],
        unreconciled: [],
      },
    })
  })
})

test('every command has a help page with an example', async () => {
  for (const command of ['demo', 'database', 'migrate', 'check', 'generate', 'preview', 'remedy']) {
    const { out, code } = await runRollcall([command, '--help'])
    expect(out).toMatch(/Examples?:\n {2}(npx )?(rollcall|npm)/)
    expect(code).toBe(0)
  }
})
