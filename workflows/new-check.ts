import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx'
import { newCheck } from './new-check/new-check.ts'

const [name = '', checklist = 'daily'] = process.argv.slice(2)
const core = new URL('../packages/core/', import.meta.url)

try {
  const files = await newCheck(core, name, checklist)
  for (const { path, text } of files) await writeFile(path, text)
  const paths = files.map(({ path }) => fileURLToPath(path))
  await $({ quiet: true })`biome check --write ${paths}`
  console.log(
    `Made ${name}: fill in its query and its story, then run \`npx vitest run ${name}\` and \`npm run check\`.`,
  )
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 2
}
