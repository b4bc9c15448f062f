import type { Session } from '../connect.ts'
import type { Schema, SchemaObject } from './read-schema.ts'

/** What could not be copied: which object, and why, without data. */
export type LeftOut = { object: string; reason: string }

/**
 * Makes the objects of a schema in a new database, in passes: one that waits for another comes in a
 * later pass, and what is left when a pass gets no further is left out.
 * @returns how many objects were made, and what could not be.
 */
export async function buildSchema(
  session: Session,
  { objects, settings }: Schema,
): Promise<{ objects: number; leftOut: LeftOut[] }> {
  await session.query("set check_function_bodies = off; set search_path = ''")
  await session.query("set statement_timeout = '60s'; set client_min_messages = error")
  let waiting = objects.flatMap(({ statement, ...object }) =>
    statement === null ? [] : [{ ...object, statement, code: '' }],
  )
  const wanted = waiting.length
  for (let before = Number.POSITIVE_INFINITY; waiting.length < before; ) {
    before = waiting.length
    waiting = await pass(session, waiting)
  }
  const refused = waiting.map(({ kind, name, code }) => ({
    object: `${kind} ${name}`,
    reason: `SQLSTATE ${code}`,
  }))
  return {
    objects: wanted - waiting.length,
    leftOut: [...refused, ...withoutStatement(objects), ...(await copyRows(session, settings))],
  }
}

type Waiting = SchemaObject & { statement: string; code: string }

/** Each statement stands for itself: one that fails takes back nothing of the others. */
async function pass(session: Session, objects: Waiting[]): Promise<Waiting[]> {
  const left: Waiting[] = []
  for (const object of objects) {
    const code = await refusal(session, object.statement)
    // A role of the server that another database brought, or that Postgres made.
    if (code !== undefined && !(object.kind === 'role' && code === '42710')) {
      left.push({ ...object, code })
    }
  }
  return left
}

/** The SQLSTATE with which a statement is refused. A connection that broke is thrown on. */
async function refusal(session: Session, statement: string): Promise<string | undefined> {
  try {
    await session.query(statement)
    return undefined
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P')) return code
    throw error
  }
}

function withoutStatement(objects: SchemaObject[]): LeftOut[] {
  return objects.flatMap(({ kind, name, statement }) =>
    statement === null
      ? [{ object: `${kind} ${name}`, reason: 'no copy is made of its kind' }]
      : [],
  )
}

async function copyRows(session: Session, settings: Schema['settings']): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = []
  for (const [table, rows] of Object.entries(settings)) {
    await session
      .query(
        `insert into rollcall.${table}
         select * from jsonb_populate_recordset(null::rollcall.${table}, $1::jsonb)`,
        [JSON.stringify(rows)],
      )
      .catch(({ code }: { code?: string }) => {
        leftOut.push({
          object: `the rows of rollcall.${table}`,
          reason: `SQLSTATE ${code}`,
        })
      })
  }
  return leftOut
}
