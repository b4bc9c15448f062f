import { readFileSync } from 'node:fs'
import { scratchDatabase } from '@rollcall/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { splitStatements } from './statements.ts'

const database = scratchDatabase()

const document = readFileSync(
  new URL('../../docs/maintenance-procedures.md', import.meta.url),
  'utf8',
)

/** What Postgres has renamed since the document was written, by the view in which it has. */
const renames: Record<string, [from: RegExp, to: string][]> = {
  pg_stat_user_indexes: [
    [/\btablename\b/g, 'relname'],
    [/\bindexname\b/g, 'indexrelname'],
  ],
  pg_stat_statements: [[/\b(total|mean|max)_time\b/g, '$1_exec_time']],
}

function onCurrentPostgres(statement: string): string {
  const due = Object.entries(renames).filter(([view]) => statement.includes(view))
  return due
    .flatMap(([, pairs]) => pairs)
    .reduce((sql, [from, to]) => sql.replace(from, to), statement)
}

const blocks = [...document.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql)
const statements = (
  await Promise.all(blocks.map((sql) => splitStatements(sql.replaceAll('<student_id>', '1'))))
).flat()

/** The statement in a line, without comments. */
const inOneLine = (sql: string) => sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim()

beforeAll(async () => {
  await database.session.query(
    `insert into public.students (first_name, last_name, start_date, fixed_schedule)
     values ('Vera', 'Prado', '2026-03-02', '[{"day": "monday", "start_time": "17:00", "duration_minutes": 60}]')`,
  )
})

test('the document holds the statements that are expected of it', () => {
  expect(blocks).toHaveLength(document.split('```sql').length - 1)
  expect(statements.length).toBeGreaterThan(40)
})

describe('runs on a migrated database', () => {
  // Each on its own: VACUUM and REINDEX take no part in a transaction.
  test.each(statements.map((sql, index) => [index + 1, inOneLine(sql), sql] as const))(
    'statement %i: %s',
    async (_, __, sql) => {
      await database.session.query(onCurrentPostgres(sql))
    },
  )
})

test('nothing else is renamed', () => {
  const changed = statements.filter((sql) => onCurrentPostgres(sql) !== sql)
  expect(changed).toHaveLength(2)
})
