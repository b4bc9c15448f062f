import { exitCode } from '@rollcall/core'
import type { Command } from 'commander'
import { tell } from '../demo/story.ts'
import { readSettings } from '../settings.ts'
import { printJson, progress, say } from '../terminal/print.ts'
import { publicVerdict } from './check.ts'

/** `rollcall demo`: the whole of it on an embedded server and a sample school. What `npm start` runs. */
export function demo(program: Command, done: (exitCode: number) => void) {
  program
    .command('demo')
    .description(
      'see all of it on an embedded database and a sample school; nothing of yours is touched',
    )
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const settings = await readSettings(command)
      const { school, planted, healthy, faulty, mended } = await tell(
        settings.now,
        settings.json ? progress : say,
      )
      if (settings.json) {
        const [before, found, after] = [healthy, faulty, mended].map((verdicts) =>
          verdicts.map(publicVerdict),
        )
        printJson({ school, planted, healthy: before, faulty: found, mended: after })
      }
      done(exitCode(mended))
    })
}

const help = `
Examples:
  npm start
  rollcall demo --now 2026-03-11T11:00:00Z

Exit code: 0 the story ended well.`
