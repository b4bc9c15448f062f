import {
  createScratch,
  type EmbeddedServer,
  loadSampleSchool,
  withSession,
} from '@rollcall/database'
import { afterAll, beforeAll } from 'vitest'
import { systemServer } from '../installations.ts'
import { templateDatabase } from '../logins.ts'
import { testNow } from '../scratch-database.ts'
import { startTestServer } from '../test-server.ts'

/** The sample school on the system's own Postgres, for the tests of one file, which copy it. */
export function sampleSchool(): { url: string; server: string } {
  const school = { url: '', server: '' }
  let server: EmbeddedServer | undefined
  beforeAll(async () => {
    server = await startTestServer({
      ...(systemServer ? { installation: systemServer } : {}),
      // It is there, and does not come while a test looks.
      settings: { autovacuum_naptime: '20d' },
    })
    school.server = server.url()
    const { url } = await createScratch(school.server, templateDatabase)
    await withSession(url, { now: testNow }, (session) => loadSampleSchool(session, testNow))
    school.url = url
  })
  afterAll(() => server?.stop())
  return school
}
