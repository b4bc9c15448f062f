import { withSession } from '@rollcall/database'
import { type Answering, type AskedOfProject, type Reply, refused, replied } from '../exchange.ts'
import { statusOf } from '../world.ts'

type Query = { query: string; parameters?: unknown[]; read_only?: boolean }
type Migration = { query: string; name?: string; rollback?: string }
type Session = Parameters<Parameters<typeof withSession>[2]>[0]

const table = 'supabase_migrations.schema_migrations'

export const database = {
  query: (asked) => {
    const { read_only: isReadOnly = false } = asked.body as Query
    return queried(asked, isReadOnly)
  },
  readOnlyQuery: (asked) => queried(asked, true),
  migrations: (asked) =>
    connected(asked, 200, async (session) => {
      if (!(await hasTable(session))) return []
      const { rows } = await session.query(`select version, name from ${table} order by version`)
      return rows.map(({ version, name }) => ({ version, ...(name !== null && { name }) }))
    }),
  migration: (asked) =>
    connected(asked, 200, async (session) => {
      const { version } = asked.parameters
      const { rows } = (await hasTable(session))
        ? await session.query(`select version, name, statements from ${table} where version = $1`, [
            version,
          ])
        : { rows: [] }
      if (rows.length === 0) throw new Error(`Migration ${version} not found`)
      return rows[0]
    }),
  /** Runs a migration and writes it down, both or neither; a key that was used already does nothing. */
  migrate: (asked) =>
    connected(asked, 200, async (session) => {
      await makeTable(session)
      const key = asked.headers['idempotency-key'] ?? null
      const { rowCount } = await session.query(`select from ${table} where idempotency_key = $1`, [
        key,
      ])
      if (rowCount === 0) await applied(session, asked, key)
      return undefined
    }),
  /** Writes a migration down without running it. */
  note: (asked) =>
    connected(asked, 200, async (session) => {
      await makeTable(session)
      await noted(session, asked, asked.headers['idempotency-key'] ?? null)
      return undefined
    }),
  /** Makes what a webhook's trigger calls. Ours sends nothing: there is no pg_net behind it. */
  enableWebhooks: (asked) =>
    connected(asked, 201, async (session) => {
      await session.query(
        `create schema if not exists supabase_functions;
         create or replace function supabase_functions.http_request() returns trigger
         language plpgsql set search_path = '' as 'begin return new; end'`,
      )
      return undefined
    }),
} satisfies Record<string, Answering>

function queried(asked: AskedOfProject, isReadOnly: boolean): Promise<Reply> {
  const { query, parameters } = asked.body as Query
  return connected(asked, 201, async (session) => {
    if (isReadOnly) await session.query('set default_transaction_read_only = on')
    // Of several statements the last one's rows are answered.
    const results = await session.query(query, parameters)
    return [results].flat().at(-1)?.rows ?? []
  })
}

/** Asks the Postgres that stands for the project's; what it refuses is told as the real one tells it. */
async function connected(
  { project, world }: AskedOfProject,
  status: number,
  use: (session: Session) => Promise<unknown>,
): Promise<Reply> {
  if (world.database === undefined) {
    return refused(
      400,
      'There is no database: give startPlatform one as { database: <its address> }',
    )
  }
  if (statusOf(project) !== 'ACTIVE_HEALTHY') {
    return refused(400, `Project is ${statusOf(project)}: its database takes no queries`)
  }
  try {
    return await withSession(world.database, { application: 'platform' }, async (session) => {
      const isReadOnly = project.isReadOnly && project.readOnlyOverriddenUntil <= project.clock()
      if (isReadOnly) await session.query('set default_transaction_read_only = on')
      return replied(status, await use(session))
    })
  } catch (error) {
    const { code = 'XX000', message } = error as { code?: string; message: string }
    return refused(400, `Failed to run sql query: ERROR:  ${code}: ${message}`)
  }
}

async function hasTable(session: Session): Promise<boolean> {
  const { rows } = await session.query('select to_regclass($1) is not null as there', [table])
  return rows[0].there
}

async function makeTable(session: Session) {
  await session.query(
    `create schema if not exists supabase_migrations;
     create table if not exists ${table}
       (version text primary key, statements text[], name text, idempotency_key text unique)`,
  )
  await session.query(`alter table ${table} add column if not exists idempotency_key text unique`)
}

async function applied(session: Session, asked: AskedOfProject, key: string | null) {
  await session.query('begin')
  await session.query((asked.body as Migration).query)
  await noted(session, asked, key)
  await session.query('commit')
}

async function noted(session: Session, { body, project }: AskedOfProject, key: string | null) {
  const { query, name } = body as Migration
  const { rows } = await session.query(`select max(version) as newest from ${table}`)
  const now = new Date(project.clock()).toISOString().replaceAll(/\D/g, '').slice(0, 14)
  // Two within a second follow each other.
  const newest = Number(rows[0].newest ?? 0)
  const version = String(Math.max(Number(now), newest + 1))
  await session.query(
    `insert into ${table} (version, statements, name, idempotency_key) values ($1, $2, $3, $4)`,
    [version, [query], name ?? null, key],
  )
}
