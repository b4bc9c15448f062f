import { OperatorError } from '@rollcall/core'
import { migrate, presentSchool, readyForUse, type Session, withSession } from '@rollcall/database'
import { sessionOptions } from '../database-session.ts'
import type { Settings } from '../settings.ts'
import { type Catalog, extensionItems, loginItem, readCatalog, roleItems } from './catalog.ts'
import { type Found, missing, ok, partsOf, skipped, unknown } from './item.ts'

/** The section about the database, and its school's zone if that could be read. */
export type DatabaseSection = { found: Found[]; timezone?: string }

/** Looks at the database that is named; changes nothing. */
export async function examineDatabase(settings: Settings): Promise<DatabaseSection> {
  if (!settings.databaseUrl) {
    const fix = 'Set DATABASE_URL, or give --database <url>.'
    return { found: [skipped('address', 'No database is named.', fix)] }
  }
  const options = sessionOptions(settings, 'rollcall doctor')
  try {
    return await withSession(settings.databaseUrl, options, (session) => examine(session, settings))
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    const { detail, fix } = partsOf(error)
    return { found: [unknown('reachable', detail, fix)] }
  }
}

async function examine(session: Session, settings: Settings): Promise<DatabaseSection> {
  const catalog = await readCatalog(session)
  const schema = await schemaItems(session, catalog, settings)
  const migrated = schema.every(({ item, state }) => item !== 'migrated' || state === 'ok')
  const timezone = migrated ? await zoneOf(session) : undefined
  return {
    found: [
      ok('reachable', 'It answers.'),
      ...schema,
      ...roleItems(catalog),
      loginItem(catalog),
      ...extensionItems(catalog),
    ],
    ...(timezone === undefined ? {} : { timezone }),
  }
}

async function schemaItems(
  session: Session,
  { standing }: Catalog,
  settings: Settings,
): Promise<Found[]> {
  try {
    await readyForUse(session)
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    const { detail, fix } = partsOf(error)
    const step = /never/.test(detail)
      ? 'npx rollcall migrate --dry-run && npx rollcall migrate'
      : fix
    return [missing('migrated', detail, step)]
  }
  const migrated = ok('migrated', 'It has been migrated.')
  if (standing !== 'owner') {
    const detail = 'Only its owner sees whether its schema is that of this version.'
    return [
      migrated,
      unknown('up to date', detail, 'DATABASE_URL=<as the owner> npx rollcall doctor'),
    ]
  }
  return [migrated, await upToDate(session, settings)]
}

async function upToDate(session: Session, { config }: Settings): Promise<Found> {
  const school = config.school ? { school: config.school } : {}
  try {
    const { applied, deployed, indexes } = await migrate(session, { dryRun: true, ...school })
    const pending = [...applied, ...deployed, ...indexes]
    if (pending.length === 0) return ok('up to date', 'Its schema is that of this version.')
    const detail = `Its schema is not that of this version: ${pending.join(', ')}.`
    return missing('up to date', detail, 'npx rollcall migrate')
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    const { detail, fix } = partsOf(error)
    return missing('up to date', detail, fix)
  }
}

/** The zone is not to be had for a role that may not look. */
async function zoneOf(session: Session): Promise<string | undefined> {
  return presentSchool(session).then(
    ({ timezone }) => timezone,
    (error: { code?: string }) => {
      if (error.code === '42501') return undefined
      throw error
    },
  )
}
