import { readFileSync } from 'node:fs'
import { OperatorError, routineFolders } from '@rollcall/core'
import type { Session } from '../connect.ts'

/** An object of a schema and the statement that makes it; null: no copy of it can be made. */
export type SchemaObject = { kind: string; name: string; statement: string | null }

/** Everything that a copy of a database's schema is made of; no row of the school is in it. */
export type Schema = {
  /** In the order in which most of them can be made. */
  objects: SchemaObject[]
  /** The rows of Rollcall's own settings, by table. */
  settings: Record<string, unknown[]>
}

const catalogs = [
  'roles',
  'schemas',
  'types',
  'tables',
  'functions',
  'constraints',
  'views',
  'guards',
  'rights',
  'others',
]

/** What the checks compare with, and what generation has to be told; closures would move the invented school's weeks. */
const settingTables = ['school', 'deployments', 'deployed_objects']

/**
 * Reads how a migrated database is made, in a read-only transaction: catalogs, which everybody may
 * read, and Rollcall's own settings.
 * @throws OperatorError when the role may not read the settings.
 */
export async function readSchema(session: Session): Promise<Schema> {
  await session.query('begin transaction isolation level repeatable read, read only')
  try {
    // Everything is then written with its schema.
    await session.query("set local search_path = ''")
    const objects: SchemaObject[] = []
    for (const name of catalogs) {
      const { rows } = await session.query<SchemaObject>(catalog(name), [leftOutSchemas()])
      objects.push(...rows.filter(({ statement }) => statement !== ''))
    }
    const settings: Schema['settings'] = {}
    for (const table of settingTables) {
      settings[table] = await readSettings(session, table)
    }
    return { objects: objects.map(plain), settings }
  } finally {
    await session.query('rollback').catch(() => undefined)
  }
}

async function readSettings(session: Session, table: string): Promise<unknown[]> {
  try {
    const { rows } = await session.query<{ row: unknown }>(
      `select to_jsonb(t) as row from rollcall.${table} as t`,
    )
    return rows.map(({ row }) => row)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new OperatorError(
      `This role may not read rollcall.${table}, with which checks compare: use rollcall_reader, or have the owner run \`rollcall migrate\`, which puts its rights back.`,
      { cause: error },
    )
  }
}

function plain({ kind, name, statement }: SchemaObject): SchemaObject {
  return { kind, name, statement }
}

const catalog = (name: string) =>
  readFileSync(new URL(`./catalog/${name}.sql`, import.meta.url), 'utf8')

/** Platform schemas that an application's own policies and keys refer to. */
const referredTo = ['auth', 'storage', 'rollcall']

/** The platform's schemas by our own file: what the database answers may have been tampered with. */
function leftOutSchemas(): string[] {
  const folder = routineFolders.find(({ pathname }) => pathname.includes('/checks/'))
  const sql = readFileSync(new URL('platform_schemas.sql', folder), 'utf8')
  const [, list = ''] = /array\[(.*)\]/s.exec(sql) ?? []
  return [...list.matchAll(/'([^']+)'/g)].flatMap(([, name = '']) =>
    referredTo.includes(name) ? [] : [name],
  )
}
