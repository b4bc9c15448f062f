import { createHash } from 'node:crypto'
import { escapeIdentifier } from 'pg'
import type { Session } from './connect.ts'
import { checksum, deployedFiles, describeSchemaSql } from './files.ts'
import { functionsInTheWay, setAside } from './own-functions.ts'
import { withSetting } from './setting.ts'
import { inTransaction } from './transaction.ts'

/** One thing that Rollcall owns in a database, and how it is defined there. */
export type SchemaLine = { part: string; name: string; definition: string }

/** Describes everything that Rollcall owns in a database, in a fixed order. */
export async function describeSchema(session: Session): Promise<SchemaLine[]> {
  // Postgres writes a name with its schema or without, as the search path has it.
  return withSetting(
    session,
    'search_path',
    () => '',
    async () => {
      const { rows } = await session.query<SchemaLine>(describeSchemaSql())
      return rows.map(({ part, name, definition }) => ({ part, name, definition }))
    },
  )
}

/**
 * Puts functions, triggers, policies and grants in place, all or none, and answers which of them
 * changed. Where the files and what stands in the database are as the last deployment left them,
 * it does nothing; what somebody changed by hand is put right.
 */
export async function deploy(session: Session): Promise<string[]> {
  if (await isDeployed(session)) return []
  return inTransaction(session, async () => {
    await setAside(session, await applicationFunctions(session))
    const before = await deployedObjects(session)
    await dropPolicies(session, before)
    // The routines call each other, in no order that their names give.
    await session.query('set local check_function_bodies = off')
    await session.query(
      deployedFiles()
        .map(({ sql }) => sql)
        .join('\n'),
    )
    const after = await deployedObjects(session)
    await session.query(
      `insert into rollcall.deployments (files, objects) values ($1, $2)
       on conflict (only_row) do update
       set files = excluded.files, objects = excluded.objects, deployed_at = now()`,
      [checksum(deployedFiles()), fingerprint(after)],
    )
    return changes(before, after)
  })
}

/** The application's own functions for which ours can't stand; they make way at the first deployment. */
export async function applicationFunctions(session: Session): Promise<string[]> {
  return (await lastDeployment(session)) ? [] : functionsInTheWay(session)
}

/** What `deploy` would do, in words. */
export async function deployPlan(session: Session): Promise<string[]> {
  if (await isDeployed(session)) return []
  return [`functions, triggers, policies and grants (${deployedFiles().length} files)`]
}

async function isDeployed(session: Session): Promise<boolean> {
  return (await deployedDefinitions(session)) === checksum(deployedFiles())
}

/**
 * The checksum of the files that stand in the database as they were deployed; of what stands there
 * instead, when somebody changed it since. Empty before the first deployment.
 */
export async function deployedDefinitions(session: Session): Promise<string> {
  const last = await lastDeployment(session)
  if (!last) return ''
  const standing = fingerprint(await deployedObjects(session))
  return standing === last.objects ? last.files : `changed by hand: ${standing}`
}

async function lastDeployment(session: Session) {
  const { rows } = await session.query<{ there: boolean }>(
    "select to_regclass('rollcall.deployments') is not null as there",
  )
  if (rows[0]?.there !== true) return undefined
  const last = await session.query<{ files: string; objects: string }>(
    'select files, objects from rollcall.deployments',
  )
  return last.rows[0]
}

/** A policy can't be replaced: all of ours go, and the files make them again in the same transaction. */
async function dropPolicies(session: Session, present: SchemaLine[]) {
  for (const { part, name } of present) {
    if (part !== 'policy') continue
    const [schema = '', table = '', policy = ''] = name.split('.').map(escapeIdentifier)
    await session.query(`drop policy ${policy} on ${schema}.${table}`)
  }
}

const deployedParts = new Set(['function', 'trigger', 'policy', 'grant'])

async function deployedObjects(session: Session): Promise<SchemaLine[]> {
  const lines = await describeSchema(session)
  return lines.filter(({ part }) => deployedParts.has(part))
}

function fingerprint(lines: SchemaLine[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex')
}

function changes(before: SchemaLine[], after: SchemaLine[]): string[] {
  const id = ({ part, name }: SchemaLine) => `${part} ${name}`
  const was = new Map(before.map((line) => [id(line), line.definition]))
  const is = new Map(after.map((line) => [id(line), line.definition]))
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key))
}
