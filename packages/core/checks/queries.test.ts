import { readdirSync, readFileSync } from 'node:fs'
import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { allChecks } from '../checklists.ts'

const database = scratchDatabase()
const ids = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.replace(/\.sql$/, ''))
const queryOf = (id: string) => readFileSync(new URL(`./${id}.sql`, import.meta.url), 'utf8')

/** The columns of a query's answer, without asking for the answer. */
async function columnsOf(id: string) {
  await database.session.query(`prepare "${id}" as ${queryOf(id)}`)
  const prepared = await database.session.query<{ parameters: number }>(
    `select cardinality(parameter_types) as parameters
     from pg_catalog.pg_prepared_statements where name = $1`,
    [id],
  )
  const nulls = Array(prepared.rows[0]?.parameters).fill('null')
  const values = nulls.length > 0 ? `(${nulls.join(', ')})` : ''
  await database.session.query(
    `create temporary table "${id}" as execute "${id}"${values} with no data`,
  )
  const { rows } = await database.session.query<{ column: string }>(
    `select attname || ' ' || format_type(atttypid, atttypmod) as column
     from pg_catalog.pg_attribute
     where attrelid = to_regclass(format('pg_temp.%I', $1::text)) and attnum > 0
     order by attnum`,
    [id],
  )
  return rows.map(({ column }) => column)
}

test('every query belongs to a check that a checklist names', () => {
  expect(ids).toEqual(allChecks.map(({ id }) => id).sort())
})

test.each(ids)("%s can be united with every other check's query", async (id) => {
  expect(await columnsOf(id)).toEqual([
    'key text',
    'severity text',
    'detail text',
    'subject jsonb',
    'evidence jsonb',
  ])
})

test.each(allChecks)('$id says which tables it needs to see whole', ({ id, reads }) => {
  const named = queryOf(id).matchAll(/(?:from|join)\s+((?:public|rollcall)\.\w+)\b(?!\s*\()/g)
  for (const [, table] of named) expect(reads).toContain(table)
})

test.each(ids)('%s never asks the clock', (id) => {
  expect(queryOf(id)).not.toMatch(
    /\bnow\(\)|current_(date|time|timestamp)|clock_timestamp|current_instant/i,
  )
})
