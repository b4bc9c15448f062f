import { connect, createScratch, type Session } from '@rollcall/database'
import { afterAll, beforeAll, inject } from 'vitest'
import { type logins, templateDatabase } from './logins.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The test server's own database, as its owner. */
    server: string
  }
}

/** The fixed clock of the tests: a Wednesday noon in Madrid, in a week without a change of time. */
export const testNow = '2026-03-11T11:00:00.000Z'

export type TestDatabase = {
  /** As its owner. */
  url: string
  session: Session
  /** The address under which one of Rollcall's roles logs in. */
  as(login: keyof typeof logins): string
}

/**
 * A database for the tests of one file: migrated and empty, or with `bare` as a new Postgres makes
 * it. Sessions run under the tests' clock. It goes when the file is done.
 */
export function scratchDatabase(options: { bare?: boolean } = {}): TestDatabase {
  const database = { url: '', as: (login: keyof typeof logins) => login } as TestDatabase
  let drop = async () => undefined as unknown
  beforeAll(async () => {
    const scratch = await createScratch(
      inject('server'),
      options.bare ? undefined : templateDatabase,
    )
    drop = scratch.drop
    database.url = scratch.url
    database.session = await connect(scratch.url, { now: testNow })
    database.as = (login) => loginAt(scratch.url, login)
  })
  afterAll(async () => {
    await database.session.end()
    await drop()
  })
  return database
}

/** A database's address for somebody who acts under one of Rollcall's roles. */
export function loginAt(url: string, login: keyof typeof logins): string {
  return Object.assign(new URL(url), { username: login, password: login }).href
}
