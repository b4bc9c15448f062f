import { migrate, startEmbeddedServer, withSession } from '@rollcall/database'
import type { TestProject } from 'vitest/node'
import { logins, templateDatabase } from './logins.ts'

/** Starts the server that all test files share, with a migrated template that each file copies. */
export default async function setup(project: TestProject) {
  const server = await startEmbeddedServer()
  await withSession(server.url(), {}, async (session) => {
    await session.query(`create database ${templateDatabase}`)
  })
  await withSession(server.url(templateDatabase), {}, (session) => migrate(session))
  await withSession(server.url(), {}, async (session) => {
    for (const { name, role } of Object.values(logins)) {
      await session.query(`create role ${name} login password '${name}' in role ${role}`)
    }
  })
  project.provide('server', server.url())
  return server.stop
}
