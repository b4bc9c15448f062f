import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Platform } from './platform.ts'

export type SupabaseCli = {
  /** The folder that it works in. */
  folder: string
  /** Runs a command on the emulated project. @returns what it prints on standard output. */
  run(...command: string[]): Promise<string>
  remove(): Promise<void>
}

/** The Supabase CLI with a home and a folder of its own, whose profile leads to the emulator. */
export async function supabaseCli(
  { url, token, ref }: Platform,
  files: Record<string, string>,
): Promise<SupabaseCli> {
  const program = createRequire(import.meta.url)
    .resolve('supabase/package.json')
    .replace('package.json', 'dist/supabase.js')
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-platform-'))
  const profile = join(folder, 'profile.yaml')
  const hosts = 'project_host: supabase.co\npooler_host: supabase.com\n'
  const all = {
    ...files,
    [profile]: `name: emulated\napi_url: ${url}\ndashboard_url: ${url}\n${hosts}`,
  }
  for (const [name, text] of Object.entries(all)) {
    const path = name === profile ? profile : join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  const env = {
    ...process.env,
    HOME: folder,
    SUPABASE_ACCESS_TOKEN: token,
    SUPABASE_PROFILE: profile,
    SUPABASE_PROJECT_ID: ref,
    SUPABASE_NO_KEYRING: '1',
    SUPABASE_TELEMETRY_DISABLED: '1',
    SUPABASE_NO_UPDATE_NOTIFIER: '1',
    SUPABASE_YES: '1',
  }
  return {
    folder,
    run: async (...command) => {
      const given = [program, ...command, '-o', 'json']
      const { stdout } = await promisify(execFile)(process.execPath, given, { cwd: folder, env })
      return stdout
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
