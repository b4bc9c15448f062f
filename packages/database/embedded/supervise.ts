import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeHome } from './homes.ts'

const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * Ties a server's life to this process: whichever way it ends, short of SIGKILL, the server stops
 * and its files go.
 * @returns what stops it earlier.
 */
export function supervise(child: ChildProcess, home: string): () => Promise<void> {
  const onExit = () => {
    child.kill('SIGQUIT')
    waitForPidFile(join(home, 'data', 'postmaster.pid'))
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
  const onSignal = (name: NodeJS.Signals) => {
    void stop().finally(() => process.exit(endings[name as keyof typeof endings]))
  }
  const stop = async () => {
    process.off('exit', onExit)
    for (const name of Object.keys(endings)) process.off(name, onSignal)
    child.ref()
    if (child.exitCode === null && child.signalCode === null) {
      const closed = once(child, 'exit')
      child.kill('SIGINT')
      await closed
    }
    await removeHome(home)
  }
  process.on('exit', onExit)
  for (const name of Object.keys(endings)) process.on(name, onSignal)
  child.unref()
  return stop
}

/** A server that is ending still writes; its last act is to remove this file. No event comes any more. */
function waitForPidFile(file: string) {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; waited < 3_000 && existsSync(file); waited += 10)
    Atomics.wait(clock, 0, 0, 10)
}
