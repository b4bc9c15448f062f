import { loadSampleSchool, migrate, startEmbeddedServer, withSession } from '@rollcall/database'
import type { Command } from 'commander'
import { sessionOptions } from '../database-session.ts'
import { readSettings } from '../settings.ts'
import { count, printJson, progress, say } from '../terminal/print.ts'

/** `rollcall database`: the embedded server in the foreground, its URL the first line of output. */
export function database(program: Command, done: (exitCode: number) => void) {
  program
    .command('database')
    .description('keep an embedded database up until Ctrl-C, its address printed first')
    .option('--sample', 'load the sample school, healthy')
    .addHelpText('after', help)
    .action(async (options: { sample?: boolean }, command: Command) => {
      const settings = await readSettings(command)
      const server = await startEmbeddedServer()
      await withSession(
        server.url(),
        sessionOptions(settings, 'rollcall database'),
        async (session) => {
          const { school } = settings.config
          await migrate(session, school ? { school } : {})
          if (options.sample) {
            progress('loading the sample school')
            const { students, classes } = await loadSampleSchool(session, settings.now)
            progress(`${count(students, 'student')}, ${count(classes, 'class', 'classes')}`)
          }
        },
      )
      if (settings.json) printJson({ url: server.url() })
      else say(server.url())
      progress('ready; Ctrl-C stops and removes it')
      await forever()
      done(0)
    })
}

/** The server's supervisor ends the process on a signal. */
function forever(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 1 << 30))
}

const help = `
Example:
  rollcall database --sample
  rollcall check daily --database <the address that it printed>    (in another terminal)`
