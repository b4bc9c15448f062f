import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { mistakeIn, type Schedule } from './schedule.ts'

/** What a workflow file of the checkout asks for. */
export type WorkflowFile = {
  /** Its name in `.github/workflows`, such as `daily.yml`. */
  file: string
  schedules: Schedule[]
  /** What GitHub would not understand, as parts of sentences. */
  mistakes: string[]
  /** The whole file as it was read; nothing where it is no YAML. */
  document: unknown
}

/** Reads every workflow file of a folder, by name. A folder that isn't there holds none. */
export async function readWorkflowFiles(folder: URL | string): Promise<WorkflowFile[]> {
  const names = await readdir(folder).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => /\.ya?ml$/.test(name)).toSorted()
  const base = String(folder).replace(/\/?$/, '/')
  return Promise.all(
    files.map(async (file) => {
      const path = folder instanceof URL ? new URL(file, base) : base + file
      return parseWorkflow(file, await readFile(path, 'utf8'))
    }),
  )
}

/** Reads one workflow file's text; what is wrong with it is said in `mistakes`. */
export function parseWorkflow(file: string, text: string): WorkflowFile {
  let document: unknown
  try {
    document = parse(text)
  } catch {
    return { file, schedules: [], mistakes: ['is no YAML'], document: undefined }
  }
  const entries = scheduleEntries(document)
  const schedules = entries.map(({ cron, timezone = 'UTC' }) => ({
    cron: String(cron),
    timezone: String(timezone),
  }))
  const faults = schedules.map(mistakeIn)
  return {
    file,
    schedules: schedules.filter((_, index) => faults[index] === undefined),
    mistakes: faults.filter((fault) => fault !== undefined),
    document,
  }
}

function scheduleEntries(document: unknown): { cron?: unknown; timezone?: unknown }[] {
  const on = (document as { on?: unknown } | null)?.on
  const schedule = (on as { schedule?: unknown } | null | undefined)?.schedule
  return Array.isArray(schedule) ? schedule.filter((entry) => entry instanceof Object) : []
}
