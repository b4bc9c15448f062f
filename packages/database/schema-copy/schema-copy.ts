import { OperatorError } from '@rollcall/core'
import { type Session, withSession } from '../connect.ts'
import { type EmbeddedServer, startEmbeddedServer } from '../embedded/server.ts'
import { migrate } from '../migrate.ts'
import { recordObjects } from '../record-objects.ts'
import { loadSampleSchool } from '../sample-school/load-sample-school.ts'
import { createScratch, type ScratchDatabase } from '../scratch.ts'
import { buildSchema, type LeftOut } from './build-schema.ts'
import { makeOwnerOrdinary } from './ordinary-owner.ts'
import { readSchema, type Schema } from './read-schema.ts'
import { readShape, relax, type Shape } from './relax.ts'

/** A copy of a database's schema with an invented school in it, on a server of its own. */
export type SchemaCopy = {
  /** How many objects it has, what could not be copied, and what was changed to let the school in. */
  objects: number
  leftOut: LeftOut[]
  relaxed: string[]
  /** A new database like it; its owner, whose address `url` is, is no superuser. */
  scratch(): Promise<ScratchDatabase>
  /** The address of a scratch database under the server's superuser. */
  asSuperuser(scratch: ScratchDatabase): string
  stop(): Promise<void>
}

/**
 * Copies a schema, by default our own as `migrate` makes it, to an embedded server and loads the
 * sample school, healthy as of `now`.
 * @throws OperatorError when the school can't be loaded into it.
 */
export async function copySchema(options: {
  schema?: Schema
  now: string
  progress: (step: string) => void
}): Promise<SchemaCopy> {
  const server = await startEmbeddedServer()
  try {
    return await copyTo(server, options)
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function copyTo(
  server: EmbeddedServer,
  { schema, now, progress }: Parameters<typeof copySchema>[0],
): Promise<SchemaCopy> {
  const superuser = await makeOwnerOrdinary(server)
  const template = await createScratch(server.url())
  const build = (wanted: Schema) => {
    progress(`copying ${wanted.objects.length.toLocaleString('en')} objects of the schema`)
    return withSession(template.url, {}, (session) => buildSchema(session, wanted))
  }
  // Roles belong to the server: where a school's are copied they come first, as the school has them.
  const copied = schema && (await build(schema))
  const own = await ownSchema(server)
  const { objects, leftOut } = copied ?? (await build(own.schema))
  progress('loading the sample school into the copy')
  const relaxed = await withSession(template.url, { now }, async (session) => {
    const done = [...(await recordAnew(session)), ...(await relax(session, own.shape))]
    await loadSampleSchool(session, now)
    return done
  }).catch(explain)
  return {
    objects,
    leftOut,
    relaxed,
    scratch: () => createScratch(server.url(), new URL(template.url).pathname.slice(1)),
    asSuperuser: ({ url }) => superuser(new URL(url).pathname.slice(1)),
    stop: server.stop,
  }
}

/** What a second database of the same server has already. */
const ofServer = ['role', 'right of the role', 'membership', 'setting']

/** Our own schema as `migrate` makes it in an empty database. */
async function ownSchema(server: EmbeddedServer): Promise<{ schema: Schema; shape: Shape }> {
  const { url, drop } = await createScratch(server.url())
  const own = await withSession(url, {}, async (session) => {
    await migrate(session)
    const schema = await readSchema(session)
    const objects = schema.objects.filter(({ kind }) => !ofServer.includes(kind))
    return { schema: { ...schema, objects }, shape: await readShape(session) }
  })
  await drop()
  return own
}

/** What was deployed under another Postgres, which words it otherwise, could not be compared with. */
async function recordAnew(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ other: string }>(
    `select o.definition as other from rollcall.deployed_objects as o
     where (o.part, o.name) = ('deployment', 'postgres')
       and o.definition <> (current_setting('server_version_num')::integer / 10000)::text`,
  )
  if (!rows[0]) return []
  await recordObjects(session, true)
  return [
    `what Rollcall deployed was taken down anew, because Postgres ${rows[0].other} words it otherwise`,
  ]
}

/** Names of schema objects are told, values are not. */
function explain(error: unknown): never {
  if (error instanceof OperatorError) throw error
  const { code, table, column, constraint } = error as Record<string, string | undefined>
  if (code === undefined) throw error
  const where = [table && `table ${table}`, column && `column ${column}`, constraint].filter(
    Boolean,
  )
  throw new OperatorError(
    `The sample school can't be loaded into a copy of this schema (SQLSTATE ${[code, ...where].join(', ')}): run \`rollcall migrate\` and \`rollcall check schema-intact\` to see what differs from Rollcall's own, or run \`rollcall selftest\` without --database to test the checks on that.`,
    { cause: error },
  )
}
