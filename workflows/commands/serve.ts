import type { Entry } from '@rollcall/class-tracking'
import { type Command, Option } from 'commander'
import { sessionOptions, withMigratedDatabase } from '../database-session.ts'
import { readAddress } from '../serve/address.ts'
import { type Served, serveClassTracking } from '../serve/serve-class-tracking.ts'
import { readSettings, requireDatabase, type Settings } from '../settings.ts'
import { printJson, progress, say } from '../terminal/print.ts'

type Options = { port: string; host: string; token?: string }

/** `rollcall serve`: the API of the edge function on this machine, its address the first line of output. */
export function serve(program: Command, done: (exitCode: number) => void) {
  program
    .command('serve')
    .description('serve the API that generates classes, on this machine, until Ctrl-C')
    .option('--port <number>', 'the port to listen on; 0 picks one', '3000')
    .option('--host <address>', 'the address to listen on', 'localhost')
    .addOption(
      new Option('--token <text>', 'what callers have to send as a bearer token').env(
        'ROLLCALL_SERVE_TOKEN',
      ),
    )
    .addHelpText('after', help)
    .action(async (options: Options, command: Command) => {
      const settings = await readSettings(command)
      const address = readAddress(options)
      await withMigratedDatabase(settings, 'rollcall serve', () => Promise.resolve())
      const served = await serveClassTracking(address, {
        database: requireDatabase(settings),
        session: sessionOptions(settings, 'rollcall serve'),
        now: () => settings.fixedNow ?? new Date().toISOString(),
        lookBackDays: settings.config.thresholds.missingClassesLookBackDays,
        log,
      })
      const interruption = interrupted()
      announce(served, settings)
      await interruption
      progress('ending what is under way')
      await served.stop()
      done(0)
    })
}

function announce({ url }: Served, { json }: Settings) {
  if (json) printJson({ url })
  else say(url)
  progress('ready; Ctrl-C stops it')
}

/** On standard error, a line for each request. */
function log(entry: Entry) {
  process.stderr.write(`${JSON.stringify(entry)}\n`)
}

/** The first signal asks to end; a second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

const help = `
Example:
  rollcall serve --database <url>
  curl -X POST http://localhost:3000/api/class-tracking/generate-missing-classes \\
    -H "Content-Type: application/json" -d '{"studentId": 42}'          (in another terminal)

docs/api.md has the paths, and what they answer.`
