import { readFileSync } from 'node:fs'
import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { allChecks } from '../checklists.ts'

const database = scratchDatabase()

test.each(allChecks)(
  "$id answers with the columns that every check's query answers with",
  async ({ id }) => {
    const sql = readFileSync(new URL(`./${id}.sql`, import.meta.url), 'utf8')
    await database.session.query(`prepare "${id}" as ${sql}`)
    const { rows } = await database.session.query(
      'select result_types::text as types from pg_catalog.pg_prepared_statements where name = $1',
      [id],
    )
    expect(rows).toEqual([{ types: '{text,text,text,jsonb,jsonb}' }])
  },
)

test.each(allChecks)('$id says which tables it needs to see whole', ({ id, reads }) => {
  const sql = readFileSync(new URL(`./${id}.sql`, import.meta.url), 'utf8')
  const named = sql.matchAll(/(?:from|join)\s+((?:public|rollcall)\.\w+)\b(?!\s*\()/g)
  for (const [, table] of named) expect(reads).toContain(table)
})

test.each(allChecks)('$id never asks the clock', ({ id }) => {
  const sql = readFileSync(new URL(`./${id}.sql`, import.meta.url), 'utf8')
  expect(sql).not.toMatch(
    /\bnow\(\)|current_(date|time|timestamp)|clock_timestamp|current_instant/i,
  )
})
