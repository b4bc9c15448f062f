import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describedObjectsFile, routineFolders, triggerFolder } from '@rollcall/core'

/** One file of SQL: `name` without folder and ending. */
export type SqlFile = { name: string; sql: string }

/** A migration as Supabase names it, `<version>_<name>.sql`. */
export type Migration = SqlFile & { version: string }

const here = (path: string) => new URL(path, import.meta.url)

/** The tables, in the order in which they came to be. A merged file never changes. */
export function migrations(): Migration[] {
  return sqlFiles(here('./supabase/migrations/')).map(({ name, sql }) => {
    const [version = '', ...rest] = name.split('_')
    return { version, name: rest.join('_'), sql }
  })
}

/** What is applied again on each deploy, in this order: each file replaces what it made before. */
export function deployedFiles(): SqlFile[] {
  return [
    ...routineFolders.flatMap(sqlFiles),
    ...sqlFiles(triggerFolder),
    ...sqlFiles(here('./policies/')),
    readSql(here('./grants.sql')),
  ]
}

/** Indexes, each built without locking anybody out. */
export function onlineFiles(): SqlFile[] {
  return sqlFiles(here('./online/'))
}

export const rolesSql = () => readSql(here('./roles.sql')).sql

/** The query that says what stands in the way of migrating a database. */
export const migrationTargetSql = () => readSql(here('./migration-target.sql')).sql

/** The query whose rows describe what Rollcall owns in a database: the body of the function, which may not be there yet. */
export function describeSchemaSql(): string {
  const [, body = ''] = /as \$\$\n(.*)\$\$;/s.exec(readSql(describedObjectsFile).sql) ?? []
  return body
}

export function checksum(files: SqlFile[]): string {
  const hash = createHash('sha256')
  for (const { name, sql } of files) hash.update(`${name}\0${sql}\0`)
  return hash.digest('hex')
}

function sqlFiles(folder: URL): SqlFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readSql(new URL(name, folder)))
}

function readSql(file: URL): SqlFile {
  return { name: basename(file.pathname, '.sql'), sql: readFileSync(file, 'utf8') }
}
