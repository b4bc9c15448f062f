import { liveSchool } from '@rollcall/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { connect, type Session } from './connect.ts'
import { migrate } from './migrate.ts'

const live = liveSchool()

describe('while an application keeps a transaction open', () => {
  let reader: Session
  let migrator: { url: string; session: Session }

  beforeEach(async () => {
    migrator = await live.adopt()
    await migrator.session.query("set lock_timeout = '50ms'")
    reader = await connect(migrator.url, { application: 'tutor app' })
    return async () => {
      await reader.end()
    }
  })

  test.each([
    ['has read classes', 'begin; select count(*) from public.classes'],
    ['is writing classes', 'begin; lock table public.classes in row exclusive mode'],
  ])(
    'that %s, migrate gives up in a sentence that names it, and the next run finishes',
    async (_, open) => {
      await reader.query(open)
      const failure = await migrate(migrator.session).catch((error: Error) => error)
      expect(failure).toMatchObject({
        name: 'OperatorError',
        message: expect.stringMatching(/tutor app.*holds public\.classes.*pg_terminate_backend/),
      })
      await reader.query('rollback')
      await live.expectUntouched(migrator.session)
      await migrate(migrator.session)
      await live.expectUntouched(migrator.session)
    },
  )

  test('that ends while migrate waits, migrate goes on', async () => {
    await reader.query('begin; select count(*) from public.classes')
    const query = migrator.session.query.bind(migrator.session) as (...args: unknown[]) => unknown
    const watching = async (...args: unknown[]) => {
      if (args[0] === 'rollback') await reader.query('commit')
      return query(...args)
    }
    migrator.session.query = watching as typeof migrator.session.query
    expect((await migrate(migrator.session)).applied.length).toBeGreaterThan(0)
    await live.expectUntouched(migrator.session)
  })

  test('whose snapshot an index has to wait for, migrate gives up and the next run builds it', async () => {
    await migrate(migrator.session)
    await migrator.session.query('drop index public.students_by_course')
    await reader.query('begin isolation level repeatable read; select count(*) from public.courses')
    await expect(migrate(migrator.session)).rejects.toThrow(/tutor app/)
    const left = await migrator.session.query(
      "select indisvalid from pg_index where indexrelid = 'public.students_by_course'::regclass",
    )
    expect(left.rows).toEqual([{ indisvalid: false }])
    await reader.query('commit')
    expect((await migrate(migrator.session)).indexes).toEqual(['students_by_course'])
  })
})
