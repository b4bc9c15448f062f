import { accessSync, constants, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * The Pulumi CLI: in the folder that ROLLCALL_PULUMI names, on the PATH, or where `.ci/run` keeps it;
 * undefined where there is none.
 */
export function pulumiCommand(): string | undefined {
  const { ROLLCALL_PULUMI = '', PATH = '' } = process.env
  return [ROLLCALL_PULUMI, ...PATH.split(delimiter), ...keptByCi()]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'pulumi'))
    .find(isExecutable)
}

/** The title of tests that need the CLI; without one it says why they are skipped. */
export function needsPulumi(title: string): string {
  return pulumiCommand()
    ? title
    : `${title} (skipped: there is no pulumi on the PATH nor in ROLLCALL_PULUMI)`
}

function keptByCi(): string[] {
  const kept = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rollcall-ci')
  try {
    return readdirSync(kept)
      .filter((name) => name.startsWith('pulumi-'))
      .map((name) => join(kept, name))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
