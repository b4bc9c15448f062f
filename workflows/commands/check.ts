import {
  allChecks,
  type Check,
  checklists,
  exitCode,
  OperatorError,
  type Verdict,
} from '@rollcall/core'
import { workflowsRan } from '@rollcall/github'
import type { Command } from 'commander'
import { explainError } from '../explain-error.ts'
import { blindLook, type LookOptions, look } from '../look.ts'
import { nearest } from '../nearest.ts'
import { readSettings, requireDatabase } from '../settings.ts'
import { printError, printJson, progress, say, style } from '../terminal/print.ts'
import { summaryLine, verdictLines } from '../terminal/verdicts.ts'

/** `rollcall check`: looks, and with `--remedy` applies the safe remedies and looks again. */
export function check(program: Command, done: (exitCode: number) => void) {
  program
    .command('check')
    .description('look whether all is well: a checklist, all of it, or single checks')
    .argument('<what...>', `${Object.keys(checklists).join(' | ')} | all | the names of checks`)
    .option('--remedy', 'apply the safe remedy of what fails, and look again')
    .addHelpText('after', help)
    .action(async (what: string[], options: { remedy?: boolean }, command: Command) => {
      const { checklist, checks } = choose(what)
      const settings = await readSettings(command)
      requireKnown(Object.keys(settings.config.skip))
      const looking: LookOptions = {
        url: requireDatabase(settings),
        checklist,
        checks,
        settings,
        remedy: options.remedy === true,
        report: settings.json ? ({ check }) => progress(check) : printVerdict,
        warn: progress,
      }
      try {
        const { run, verdicts } = await look(looking)
        if (settings.json) printJson({ run, verdicts: verdicts.map(publicVerdict) })
        else say(`\n${summaryLine(verdicts)}`)
        done(exitCode(verdicts))
      } catch (thrown) {
        const error = explainError(thrown)
        if (!settings.json) throw error
        // What reads the results has to learn that nothing could be looked at.
        const { run, verdicts } = blindLook(looking, error)
        const { message } = error
        printJson({ run, verdicts: verdicts.map(publicVerdict), error: { message } })
        printError(error, false)
        done(2)
      }
    })
}

function printVerdict(verdict: Verdict) {
  for (const line of verdictLines(verdict)) say(line)
}

/** Every key of the public shape, whatever the state; the extra ones of a state come last. */
export function publicVerdict(verdict: Verdict) {
  const { check, title, state, evidence, window, ...rest } = verdict
  return {
    check,
    title,
    state,
    severity: null,
    findings: [],
    evidence,
    window,
    reason: null,
    hint: null,
    ...rest,
  }
}

function choose(what: string[]): { checklist: string; checks: Check[] } {
  return { checklist: what.join(' '), checks: [...new Set(what.flatMap(find))] }
}

function find(name: string): Check[] {
  if (name === 'all') return allChecks
  const checklist = checklists[name as keyof typeof checklists]
  if (checklist) return checklist
  const check = allChecks.find(({ id }) => id === name)
  if (check) return [check]
  const names = [...Object.keys(checklists), 'all', ...allChecks.map(({ id }) => id)]
  throw new OperatorError(
    `There is no check or checklist "${name}"; the nearest is ${nearest(name, names)}. \`rollcall check --help\` lists them all.`,
  )
}

/** A misspelt name among those to skip would go unseen, and its check would not be skipped. */
function requireKnown(names: string[]) {
  const known = new Set([...allChecks.map(({ id }) => id), workflowsRan.id])
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new OperatorError(
    `The configuration skips ${unknown.map((name) => `"${name}"`).join(', ')}, of which there is no check: correct the setting skip; \`rollcall check --help\` lists them all.`,
  )
}

const help = `
Checks:
${Object.entries(checklists)
  .map(([name, checks]) => `  ${style('bold', name)}: ${checks.map(({ id }) => id).join(', ')}`)
  .join('\n')}

Examples:
  rollcall check daily
  rollcall check weekly --remedy
  rollcall check missing-classes duplicate-classes --json

Exit code: 0 all is well or remedied, 1 there are findings, 2 something could not be checked.`
