import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runRollcall, scratchDatabase } from '@rollcall/testing'
import { describe, expect, test } from 'vitest'

const database = scratchDatabase()
const bare = scratchDatabase({ bare: true })

const secret = 's3cret-word'

/** One sentence on standard error, nothing on standard output, exit code 2, no stack, no secret. */
async function refuses(args: string[], sentence: RegExp) {
  const { code, out, err } = await runRollcall(args)
  expect(err).toMatch(sentence)
  expect(
    err
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('…')),
  ).toHaveLength(1)
  expect(err).not.toMatch(/^\s+at /m)
  expect(err).not.toContain(secret)
  expect(err).not.toContain('postgresql://')
  expect(out).toBe('')
  expect(code).toBe(2)
}

describe('a database that can not be used', () => {
  test('no database named', () => refuses(['check', 'daily'], /No database is named/))
  test('an address that is none', () =>
    refuses(['check', 'daily', '--database', `localhost ${secret}`], /can't be read/))
  test('nothing answers', () =>
    refuses(
      ['check', 'daily', '--database', `postgresql://me:${secret}@127.0.0.1:1/school`],
      /Nothing answers at 127\.0\.0\.1:1/,
    ))
  test('a wrong password', () =>
    refuses(
      ['migrate', '--database', Object.assign(new URL(database.url), { password: secret }).href],
      /refuses the password of role postgres/,
    ))
  test('a database that is not there', () =>
    refuses(
      [
        'migrate',
        '--database',
        Object.assign(new URL(database.url), { pathname: '/nowhere' }).href,
      ],
      /There is no database nowhere/,
    ))
  test.each([
    ['check', 'all'],
    ['generate', 'weekly'],
    ['diagnose', 'student', '1'],
    ['remedy', 'clean-old-logs'],
  ])('never migrated: %s', (...args) =>
    refuses([...args, '--database', bare.url], /never been migrated: run `rollcall migrate`/),
  )
  test('migrated by a newer Rollcall', async () => {
    await database.session.query(
      "insert into supabase_migrations.schema_migrations (version, name) values ('29990101000000', 'rollcall_future')",
    )
    await refuses(['check', 'all', '--database', database.url], /newer Rollcall/)
    await refuses(['migrate', '--database', database.url], /newer Rollcall/)
    await database.session.query(
      "delete from supabase_migrations.schema_migrations where version = '29990101000000'",
    )
  })
})

test('what reads the results learns that nothing could be looked at', async () => {
  const address = `postgresql://me:${secret}@127.0.0.1:1/school`
  const { code, out, err } = await runRollcall(['check', 'daily', '--json', '--database', address])
  expect(code).toBe(2)
  const { run, verdicts, error } = JSON.parse(out)
  expect(run).toMatchObject({ checklist: 'daily', environment: 'production' })
  expect(verdicts.length).toBeGreaterThan(5)
  // The platform is looked at without a database, and here no project is named.
  const asked = verdicts.filter(({ state }: { state: string }) => state !== 'skipped')
  expect(asked.length).toBeGreaterThan(5)
  for (const verdict of asked) {
    expect(verdict).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('Nothing answers at'),
    })
  }
  expect(error.message).toContain('Nothing answers at 127.0.0.1:1')
  expect(err).toContain(error.message)
  expect(`${out}${err}`).not.toContain(secret)
})

describe('a role that may only look', () => {
  test.each([
    [['migrate'], /may not create schemas|does not own/],
    [['generate', 'weekly'], /may only look/],
    [['remedy', 'clean-old-logs', '--apply'], /may only look/],
  ])('%s', (args, sentence) => refuses([...args, '--database', database.as('looker')], sentence))
})

describe('a database that takes no changes', () => {
  test('generation says so', async () => {
    const url = new URL(database.url)
    url.searchParams.set('options', '-c default_transaction_read_only=on')
    await refuses(['generate', 'weekly', '--database', url.href], /takes no changes/)
    await refuses(['migrate', '--database', url.href], /can only read/)
  })
})

describe('words that mean nothing', () => {
  test('an unknown command', () => refuses(['chek', 'daily'], /unknown command 'chek'.*check/i))
  test('an unknown option', () => refuses(['check', 'daily', '--remdy'], /--remdy.*--remedy/))
  test('an unknown check, with the nearest name', () =>
    refuses(['check', 'duplicate-clases'], /nearest is duplicate-classes/))
  test('an unknown remedy, with the nearest name', () =>
    refuses(['remedy', 'clean-logs'], /nearest is clean-old-logs/))
  test('an instant that is none', () =>
    refuses(['check', 'daily', '--now', 'yesterday'], /--now is "yesterday"/))
  test('a date that is none', () =>
    refuses(
      ['generate', 'missing', '--from', '2026-02-30', '--database', database.url],
      /--from is "2026-02-30"/,
    ))
  test('a period that ends before it begins', () =>
    refuses(
      [
        'generate',
        'missing',
        '--from',
        '2026-03-09',
        '--to',
        '2026-03-01',
        '--database',
        database.url,
      ],
      /ends on 2026-03-01, before it begins on 2026-03-09/,
    ))
  test('a time zone that is none', () =>
    refuses(
      [
        'preview',
        '--schedule',
        '[]',
        '--from',
        '2026-03-09',
        '--to',
        '2026-03-15',
        '--time-zone',
        'CET',
      ],
      /--time-zone is "CET"/,
    ))
  test('a student who is not there', () =>
    refuses(
      ['generate', 'missing', '--student', '4711', '--database', database.url],
      /no student 4711/,
    ))
  test('a limit that is none', () =>
    refuses(
      ['remedy', 'clean-old-logs', '--limit', '0', '--database', database.url],
      /--limit is "0"/,
    ))
})

describe('a configuration with mistakes', () => {
  test('names every one of them at once', async () => {
    const file = join(tmpdir(), `rollcall-config-${process.pid}.json`)
    await writeFile(
      file,
      JSON.stringify({
        environmnt: 'x',
        school: { timezone: 'CET', closures: [{ from: '2026-02-30', to: '2026-03-01' }] },
        thresholds: { logRetentionDays: 0 },
      }),
    )
    await refuses(
      ['check', 'daily', '--config', file],
      /4 mistakes: .*environmnt.*school\.timezone.*school\.closures\.0\.from.*thresholds\.logRetentionDays|4 mistakes/,
    )
  })
  test('a file that is not there', () =>
    refuses(['check', 'daily', '--config', 'nowhere.json'], /nowhere\.json can't be read/))
})

test('a schedule that can not be read is answered with its mistakes and exit code 2', async () => {
  const { code, out } = await runRollcall([
    'preview',
    '--json',
    '--database',
    database.url,
    '--from',
    '2026-03-09',
    '--to',
    '2026-03-15',
    '--schedule',
    '[{"day": "someday", "start_time": "25:00", "duration_minutes": 60}]',
  ])
  const { errors, occurrences } = JSON.parse(out)
  expect(errors.map(({ code }: { code: string }) => code).sort()).toEqual([
    'invalid_start_time',
    'invalid_weekday',
  ])
  expect(occurrences).toEqual([])
  expect(code).toBe(2)
})
