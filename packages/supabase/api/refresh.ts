import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, type Published } from './describe.ts'
import { writeTypes } from './write-types.ts'

const published = 'https://api.supabase.com/api/v1-json'

/** Takes our subset anew from the published description, or from the file that is named. */
async function refresh(from = published) {
  const description = describe(JSON.parse(await textOf(from)) as Published)
  const files = {
    'description.json': JSON.stringify(description),
    'answers.ts': writeTypes(description),
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(fileURLToPath(new URL(name, import.meta.url)), text)
  }
  const paths = Object.keys(files).map((name) => fileURLToPath(new URL(name, import.meta.url)))
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const biome = resolve(root, 'node_modules/.bin/biome')
  execFileSync(process.execPath, [biome, 'format', '--write', ...paths], { cwd: root })
}

async function textOf(from: string): Promise<string> {
  if (!from.startsWith('https:'))
    return readFile(resolve(process.env.INIT_CWD ?? '.', from), 'utf8')
  const answer = await fetch(from)
  if (!answer.ok) throw new Error(`${from} answers ${answer.status}: name a file instead.`)
  return answer.text()
}

await refresh(process.argv[2])
