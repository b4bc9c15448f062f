import type { TestDatabase } from './scratch-database.ts'

/** Takes classes away as a restore or a replication does: no trigger sees it, and nobody wished it. */
export async function loseClasses(database: TestDatabase, condition: string) {
  await database.session.query("set session_replication_role = 'replica'")
  await database.session.query(`delete from public.classes where ${condition}`)
  await database.session.query('reset session_replication_role')
}
