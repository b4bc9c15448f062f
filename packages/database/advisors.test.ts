import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'

const database = scratchDatabase()

type Advice = { name: string; level: string; detail: string }

/** What Supabase's own linter says of a database, through the Supabase CLI. */
async function advisors(url: string): Promise<Advice[]> {
  const cli = createRequire(import.meta.url)
    .resolve('supabase/package.json')
    .replace('package.json', 'dist/supabase.js')
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-advisors-'))
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        cli,
        'db',
        'advisors',
        `--remote=${url}`,
        '--type',
        'all',
        '--level',
        'warn',
        '--output-format',
        'json',
      ],
      { cwd: folder, env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', HOME: folder } },
    )
    return (JSON.parse(stdout) as { results: Advice[] }).results
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test("Supabase's advisors find nothing in the schema that rollcall migrate makes", async () => {
  expect(await advisors(database.url)).toEqual([])
})

test('and would see a table without row level security', async () => {
  await database.session.query(
    'create table public.open_to_all (id bigint primary key); grant select on public.open_to_all to anon',
  )
  const found = await advisors(database.url)
  expect(found.map(({ name }) => name)).toContain('rls_disabled_in_public')
  await database.session.query('drop table public.open_to_all')
})
