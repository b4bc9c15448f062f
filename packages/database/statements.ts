import { loadModule, parseSync } from 'libpg-query'

/**
 * Splits a file into its statements with Postgres' own parser, as they stand in the file, without
 * the semicolons.
 * @throws the parser's error where the text is not SQL.
 */
export async function splitStatements(sql: string): Promise<string[]> {
  await loadModule()
  // The parser counts in bytes.
  const bytes = Buffer.from(sql, 'utf8')
  const parsed = parseSync(sql) as { stmts?: { stmt_location?: number; stmt_len?: number }[] }
  return (parsed.stmts ?? []).map(({ stmt_location: start = 0, stmt_len: length }) =>
    bytes
      .subarray(start, length === undefined ? undefined : start + length)
      .toString('utf8')
      .trim(),
  )
}
