import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../workflows/bin/rollcall.js', import.meta.url))

export type Outcome = { code: number; out: string; err: string }

/** Runs the command as a process of its own, as a person or a workflow does, without their environment. */
export async function runRollcall(
  args: string[],
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code: code as number, out, err }
}
