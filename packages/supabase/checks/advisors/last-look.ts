import { readFileSync } from 'node:fs'
import type { Context } from '@rollcall/core'
import { cannotTell } from '../cannot-tell.ts'

/** What the look before this one told, or why nothing can be compared with it. */
export type LastLook = { at: string; keys: Set<string> } | { without: string }

type Row = { lookedAt: string; isWhole: boolean; keys: string[] }

const query = readFileSync(new URL('last-look.sql', import.meta.url), 'utf8')

/**
 * Reads what the last look told from its verdict. Where the database can't tell there is nothing to
 * compare.
 * @throws what else a query may, such as a time-out.
 */
export async function readLastLook({ database, config, now }: Context): Promise<LastLook> {
  let last: Row | undefined
  try {
    const { rows } = await database.query<Row>(query, [config.environment, now])
    last = rows[0]
  } catch (error) {
    if (!cannotTell(error)) throw error
    return { without: 'no history: the database does not tell' }
  }
  if (!last) return { without: 'no history: this is the first look' }
  if (!last.isWhole) return { without: 'no history: the last look could not list every lint' }
  return { at: new Date(last.lookedAt).toISOString(), keys: new Set(last.keys) }
}
