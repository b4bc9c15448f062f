import { defaultConfig, OperatorError } from '@rollcall/core'
import { readWorkflowFiles } from '@rollcall/github'
import type { Command } from 'commander'
import { examine } from '../doctor/doctor.ts'
import { doctorCode, type Item, type ItemState } from '../doctor/item.ts'
import { workflowFolder } from '../doctor/surroundings.ts'
import { readSettings, type Settings } from '../settings.ts'
import { count, printable, printJson, say, style } from '../terminal/print.ts'
import { marks } from '../terminal/verdicts.ts'

/** `rollcall doctor`: what is missing in the set-up of a database and a repository. */
export function doctor(program: Command, done: (exitCode: number) => void) {
  program
    .command('doctor')
    .description('tell what is missing in the set-up, and how to make it')
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const { settings, mistake } = await settingsOrMistake(command)
      const items = await examine({
        settings,
        mistake,
        files: await readWorkflowFiles(workflowFolder),
        environment: process.env,
      })
      if (settings.json) printJson({ items })
      else for (const line of lines(items)) say(line)
      done(doctorCode(items))
    })
}

/** A configuration that can't be read is one thing that is wrong; the rest is looked at all the same. */
async function settingsOrMistake(command: Command) {
  try {
    return { settings: await readSettings(command) }
  } catch (error) {
    if (!(error instanceof OperatorError) || /^--now /.test(error.message)) throw error
    const { database, json } = command.optsWithGlobals<{ database?: string; json?: boolean }>()
    const settings: Settings = {
      config: defaultConfig,
      configured: false,
      json: json === true,
      now: new Date().toISOString(),
      ...(database ? { databaseUrl: database } : {}),
    }
    return { settings, mistake: { detail: error.message, fix: 'Correct the file, or its name.' } }
  }
}

function lines(items: Item[]): string[] {
  const sections = [...new Set(items.map(({ section }) => section))]
  return [
    ...sections.flatMap((section) => [
      style('bold', section.charAt(0).toUpperCase() + section.slice(1)),
      ...items.filter((each) => each.section === section).flatMap(itemLines),
      '',
    ]),
    summary(items),
  ]
}

const shown: Record<ItemState, string> = {
  ok: marks.pass,
  missing: marks.fail,
  unknown: marks.unknown,
  skipped: marks.skipped,
}

function itemLines({ item, state, detail, fix }: Item): string[] {
  return [
    `  ${shown[state]} ${printable(item)} ${style('dim', printable(detail))}`,
    ...(fix ? [`      ${printable(fix)}`] : []),
  ]
}

function summary(items: Item[]): string {
  const states: ItemState[] = ['ok', 'missing', 'unknown', 'skipped']
  const parts = states.flatMap((state) => {
    const number = items.filter((each) => each.state === state).length
    return number > 0 ? [`${shown[state]} ${number} ${state}`] : []
  })
  return `${count(items.length, 'item')}: ${parts.join('  ')}`
}

const help = `
Looks at the configuration, at the database of --database or DATABASE_URL (best as its owner), and at
the repository of GITHUB_REPOSITORY with GITHUB_TOKEN (best an administrator's: only they see which
secrets there are). What is not named is skipped. Changes nothing, and prints no secret.

Examples:
  rollcall doctor
  GITHUB_TOKEN="$(gh auth token)" GITHUB_REPOSITORY=school/rollcall rollcall doctor

Exit code: 0 nothing is missing, 1 something is, 2 something could not be looked at.`
