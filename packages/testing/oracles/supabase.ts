import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Runs a command of the Supabase CLI on a database, in a folder and a home of its own.
 * @returns what it prints as JSON.
 */
export async function supabase<Answer>(url: string, command: string[]): Promise<Answer> {
  const cli = createRequire(import.meta.url)
    .resolve('supabase/package.json')
    .replace('package.json', 'dist/supabase.js')
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-supabase-'))
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [cli, ...command, `--remote=${url}`, '--output-format', 'json'],
      {
        cwd: folder,
        env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', HOME: folder },
        maxBuffer: 64 * 1024 * 1024,
      },
    )
    return JSON.parse(stdout) as Answer
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
