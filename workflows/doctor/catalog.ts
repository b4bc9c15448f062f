import { readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'
import { type Found, missing, ok, skipped } from './item.ts'

const catalogSql = readFileSync(new URL('catalog.sql', import.meta.url), 'utf8')

/** What the catalog says of roles, logins and extensions. */
export type Catalog = {
  user: string
  standing: 'owner' | 'rollcall_operator' | 'rollcall_reader' | 'none'
  roles: string[]
  readerLogsIn: boolean
  operatorLogsIn: boolean
  available: string[]
  installed: string[]
}

/** Reads it; everybody may. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const { rows } = await session.query<Catalog>(catalogSql)
  return rows[0] as Catalog
}

/** Whether Rollcall's roles are there, and somebody can log in to each. */
export function roleItems({ roles, readerLogsIn, operatorLogsIn }: Catalog): Found[] {
  const purposes = [
    { role: 'rollcall_reader', logsIn: readerLogsIn, does: 'look' },
    { role: 'rollcall_operator', logsIn: operatorLogsIn, does: 'generate and remedy' },
  ]
  return purposes.flatMap(({ role, logsIn, does }) => {
    if (!roles.includes(role)) {
      return [missing(`role ${role}`, `There is no role ${role}.`, 'npx rollcall migrate')]
    }
    const login = `login of ${role}`
    return [
      ok(`role ${role}`, `It is there, to ${does}.`),
      logsIn
        ? ok(login, `Somebody can log in to ${does}.`)
        : missing(
            login,
            `Nobody but an administrator can log in to ${does}.`,
            `alter role ${role} login password '…'`,
          ),
    ]
  })
}

/** As whom the given address logs in. */
export function loginItem({ user, standing }: Catalog): Found {
  switch (standing) {
    case 'owner':
      return ok(
        'given login',
        `${user} owns the database: right for \`rollcall migrate\`, and more than a workflow should have.`,
      )
    case 'none':
      return missing(
        'given login',
        `${user} is a member of none of Rollcall's roles.`,
        `grant rollcall_reader to "${user.replaceAll('"', '""')}"`,
      )
    default:
      return ok('given login', `${user} acts as ${standing}.`)
  }
}

/** What each is for, and what to do on a server that can't have it. */
const extensions = [
  {
    name: 'pg_stat_statements',
    without: "query-performance can't say which statements are slow",
    fix: 'create extension pg_stat_statements',
    instead: 'Have the extension installed on the server.',
  },
  {
    name: 'pg_cron',
    without: 'the weekly run has to be started from outside',
    fix: "create extension pg_cron; select cron.schedule('rollcall-weekly-tick', '7 * * * *', 'select rollcall.weekly_tick()')",
    instead: 'Run `npx rollcall generate weekly` every Monday from outside.',
  },
]

/** The extensions that checks and schedules use. */
export function extensionItems({ available, installed }: Catalog): Found[] {
  return extensions.map(({ name, without, fix, instead }) => {
    const item = `extension ${name}`
    if (installed.includes(name)) return ok(item, 'It is there.')
    return available.includes(name)
      ? missing(item, `It is not there: ${without}.`, fix)
      : skipped(item, `This server does not have it: ${without}.`, instead)
  })
}
