import type { Reply } from '../exchange.ts'
import { sha256 } from '../ids.ts'
import type { EdgeFunction } from '../world.ts'

type Metadata = Partial<Pick<EdgeFunction, 'name' | 'verify_jwt' | 'import_map_path'>> &
  Pick<EdgeFunction, 'entrypoint_path'>

/** What a form that is as described says of the function; what else it says has no effect here. */
export function metadataIn(form: FormData): Metadata {
  const given = JSON.parse(String(form.get('metadata'))) as Metadata
  const { name, verify_jwt, entrypoint_path, import_map_path } = given
  return {
    entrypoint_path,
    ...(name !== undefined && { name }),
    ...(verify_jwt !== undefined && { verify_jwt }),
    ...(import_map_path !== undefined && { import_map_path }),
  }
}

/** The files' texts by path. */
export async function filesIn(form: FormData): Promise<Record<string, string>> {
  const files = form.getAll('file').filter((entry) => entry instanceof File)
  const read = files.map(async (file) => [file.name, await file.text()])
  return Object.fromEntries(await Promise.all(read))
}

/** The entry point and each file with its path, as the real one sends what was deployed. */
export function formOf({ entrypoint_path, files }: EdgeFunction): Reply {
  const boundary = `files-of-${sha256(JSON.stringify(files))}`
  const part = (name: string, text: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`
  const parts = Object.entries(files).map(([path, text]) =>
    part('file', text, `; filename="${path}"\r\nSupabase-Path: ${path}`),
  )
  const metadata = part('metadata', JSON.stringify({ entrypoint_path }))
  return {
    status: 200,
    type: `multipart/form-data; boundary=${boundary}`,
    body: `${metadata}${parts.join('')}--${boundary}--\r\n`,
  }
}
