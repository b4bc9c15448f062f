import { exitCode } from '@rollcall/core'
import type { Command } from 'commander'
import { tell } from '../demo/story.ts'
import { readSettings } from '../settings.ts'
import { printJson, progress, say } from '../terminal/print.ts'
import { publicVerdict } from './check.ts'

/**
 * `rollcall demo`: the whole of it on an embedded server, a sample school and an emulated
 * Supabase. What `npm start` runs.
 */
export function demo(program: Command, done: (exitCode: number) => void) {
  program
    .command('demo')
    .description(
      'see all of it on an embedded database, a sample school and an emulated Supabase; nothing of yours is touched',
    )
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const settings = await readSettings(command)
      const story = await tell(settings.now, settings.json ? progress : say)
      const { healthy, faulty, mended } = story
      if (settings.json) {
        const [before, found, after] = [healthy, faulty, mended].map((verdicts) =>
          verdicts.map(publicVerdict),
        )
        printJson({ ...story, healthy: before, faulty: found, mended: after })
      }
      done(exitCode(mended))
    })
}

const help = `
Examples:
  npm start
  rollcall demo --now 2026-03-11T11:00:00Z

Exit code: 0 the story ended well.`
