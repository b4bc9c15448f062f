import { type EmbeddedServer, startEmbeddedServer, withSession } from '@rollcall/database'

/**
 * A server that writes through to the disk and does nothing on its own in the middle of a sample:
 * no autovacuum, and no checkpoint but those that `sample` asks for.
 */
export async function startBenchServer(): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ durable: true })
  await withSession(server.url(), {}, async (session) => {
    await session.query('alter system set autovacuum = off')
    await session.query("alter system set checkpoint_timeout = '1d'")
    await session.query("alter system set max_wal_size = '8GB'")
    await session.query('select pg_reload_conf()')
  })
  return server
}
