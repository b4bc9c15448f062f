import {
  type EmbeddedServer,
  migrate,
  type ServerOptions,
  startEmbeddedServer,
  withSession,
} from '@rollcall/database'
import { logins, templateDatabase } from './logins.ts'

/** Starts a server with a migrated, empty template to copy, and somebody for each of Rollcall's roles. */
export async function startTestServer(options: ServerOptions = {}): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer(options)
  try {
    await withSession(server.url(), {}, (session) =>
      session.query(`create database ${templateDatabase}`),
    )
    await withSession(server.url(templateDatabase), {}, (session) => migrate(session))
    await withSession(server.url(), {}, async (session) => {
      for (const { name, role } of Object.values(logins)) {
        await session.query(`create role ${name} login password '${name}' in role ${role}`)
      }
    })
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}
