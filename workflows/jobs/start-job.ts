import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export type JobOutcome = {
  code: number
  /** What the runner reads: the log with its commands. */
  log: string
  summary: string
  outputs: Record<string, string>
  /** The text of results.json; empty where there is none. */
  results: string
}

/** Runs the entry point of a job as a process of its own, in an empty folder, as a runner would. For tests. */
export async function startJob(
  name: 'look' | 'reconcile' | 'remedy' | 'generate' | 'deploy' | 'deploy-comment',
  environment: Record<string, string>,
  files: Record<string, string> = {},
): Promise<JobOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-job-'))
  try {
    const [output, summary] = [join(folder, 'output'), join(folder, 'summary')]
    for (const [file, content] of Object.entries({ output: '', summary: '', ...files })) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), content)
    }
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    return {
      code: code as number,
      log: out + err,
      summary: await readFile(summary, 'utf8'),
      outputs: readOutputs(await readFile(output, 'utf8')),
      results: await readFile(join(folder, 'results.json'), 'utf8').catch(() => ''),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The file of outputs: each name with a delimiter of its own, the value, the delimiter again. */
function readOutputs(file: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const [, name = '', , value = ''] of file.matchAll(/^(\w+)<<(.+)\n([\s\S]*?)\n\2$/gm)) {
    outputs[name] = value
  }
  return outputs
}
