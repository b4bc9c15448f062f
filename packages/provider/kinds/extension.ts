import { OperatorError } from '@rollcall/core'
import type { Session } from '@rollcall/database'
import pg from 'pg'

export type Extension = {
  name: string
  /** A query with one row if what the extension brings can be used. */
  isThere: string
  /** What to do where the server doesn't have it. */
  remedy: string
}

/**
 * Makes an extension where it is missing.
 * @throws OperatorError saying what the server answers, and what to do.
 */
export async function ensureExtension(session: Session, extension: Extension): Promise<void> {
  if (await hasExtension(session, extension)) return
  const { name, remedy } = extension
  try {
    await session.query(`create extension if not exists ${pg.escapeIdentifier(name)} cascade`)
  } catch (error) {
    // Another session may have been faster.
    if (await hasExtension(session, extension)) return
    const said = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`The extension ${name} can't be had: ${said}. ${remedy}`, {
      cause: error,
    })
  }
}

/** Whether what an extension brings is there; looking makes nothing. */
export async function hasExtension(session: Session, { isThere }: Extension): Promise<boolean> {
  const { rows } = await session.query(isThere)
  return rows.length > 0
}
