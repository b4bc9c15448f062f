import { writeFile } from 'node:fs/promises'
import { readOptions } from './options.ts'
import { table } from './report.ts'
import { runBench } from './run-bench.ts'

const { output, ...options } = readOptions(process.argv.slice(2))
const results = await runBench({
  ...options,
  date: new Date().toISOString(),
  say: (what) => console.error(what),
})
console.log(table(results.rows))
await writeFile(output, `${JSON.stringify(results, null, 2)}\n`)
console.log(`Written to ${output}.`)
