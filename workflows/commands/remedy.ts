import {
  allRemedies,
  applyRemedy,
  namedAtMost,
  OperatorError,
  type Preview,
  type Remedy,
} from '@rollcall/core'
import type { Command } from 'commander'
import { withMigratedDatabase } from '../database-session.ts'
import { nearest } from '../nearest.ts'
import { positive, readSettings } from '../settings.ts'
import { printJson, progress, say, style } from '../terminal/print.ts'

/** `rollcall remedy`: says what a remedy would do, and with `--apply` does it. */
export function remedy(program: Command, done: (exitCode: number) => void) {
  program
    .command('remedy')
    .description('preview a remedy, or apply it within its bound')
    .argument('<remedy>', allRemedies.map(({ id }) => id).join(' | '))
    .option('--apply', 'do it; without this nothing is changed')
    .option('--limit <n>', 'the most that it may touch')
    .addHelpText('after', help)
    .action(
      async (name: string, options: { apply?: boolean; limit?: string }, command: Command) => {
        const chosen = find(name)
        const settings = await readSettings(command)
        const limit = options.limit
          ? positive(options.limit, '--limit')
          : (settings.config.limits[chosen.id] ?? chosen.limit)
        const left = await withMigratedDatabase(settings, 'rollcall remedy', async (database) => {
          const context = { database, now: settings.now, config: settings.config }
          if (options.apply !== true) {
            const preview = await chosen.preview(context)
            if (settings.json) printJson({ remedy: chosen.id, applied: false, limit, preview })
            else for (const line of previewLines(chosen, preview, limit)) say(line)
            return 0
          }
          if (!settings.json) progress(chosen.title)
          const {
            before,
            after,
            done: sentence,
            count: touched,
          } = await applyRemedy(chosen, context, limit)
          if (settings.json) {
            printJson({
              remedy: chosen.id,
              applied: true,
              limit,
              before,
              after,
              done: sentence,
              count: touched,
            })
          } else {
            const mark = after.count === 0 ? style('green', '✔') : style('yellow', '!')
            say(`${mark} ${sentence} Looked again: ${after.count} left.`)
          }
          return after.count
        })
        // What is left could not be done, although the remedy meant to.
        done(left === 0 ? 0 : 2)
      },
    )
}

function previewLines(chosen: Remedy, preview: Preview, limit: number): string[] {
  if (preview.count === 0)
    return [`${style('green', '✔')} ${chosen.title}: there is nothing to do.`]
  return [
    `${chosen.title}: would touch ${preview.count.toLocaleString('en')} (its bound is ${limit.toLocaleString('en')}).`,
    ...preview.lines.map((line) => `    ${line}`),
    ...(preview.lines.length >= namedAtMost ? ['    … (only the first hundred are named)'] : []),
    `Nothing was changed. To do it: rollcall remedy ${chosen.id} --apply${preview.count > limit ? ` --limit ${preview.count}` : ''}`,
  ]
}

function find(name: string): Remedy {
  const found = allRemedies.find(({ id }) => id === name)
  if (found) return found
  const names = allRemedies.map(({ id }) => id)
  throw new OperatorError(
    `There is no remedy "${name}"; the nearest is ${nearest(name, names)}. \`rollcall remedy --help\` lists them all.`,
  )
}

const help = `
Examples:
  rollcall remedy remove-duplicate-classes
  rollcall remedy create-missing-classes --apply --limit 500

Exit code: 0 done, or only looked at; 2 something is left undone.

Each application is kept in rollcall.remedies: who, when, what was there before and after.`
