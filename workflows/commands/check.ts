import { type Check, exitCode, OperatorError, type Verdict } from '@rollcall/core'
import { workflowsRan } from '@rollcall/github'
import type { Command } from 'commander'
import { checklistNames, checklistsFor, checksNamed, knownChecks } from '../checklists.ts'
import { explainError } from '../explain-error.ts'
import { type LookOptions, look, lookWithoutDatabase } from '../look.ts'
import { platformAccess } from '../platform-access.ts'
import { readSettings, requireDatabase } from '../settings.ts'
import { printError, printJson, progress, say, style } from '../terminal/print.ts'
import { summaryLine, verdictLines } from '../terminal/verdicts.ts'

/** `rollcall check`: looks, and with `--remedy` applies the safe remedies and looks again. */
export function check(program: Command, done: (exitCode: number) => void) {
  program
    .command('check')
    .description('look whether all is well: a checklist, all of it, or single checks')
    .argument('<what...>', `${checklistNames.join(' | ')} | all | the names of checks`)
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
        report: settings.json ? ({ check }) => progress(check) : verdictPrinter(),
        warn: progress,
      }
      try {
        const { run, verdicts } = await look(looking)
        if (settings.json) printJson({ run, verdicts: verdicts.map(publicVerdict) })
        else say(`\n${summaryLine(verdicts)}`)
        done(exitCode(verdicts))
      } catch (thrown) {
        const error = explainError(thrown)
        // What reads the results has to learn what could not be looked at.
        const { run, verdicts } = await lookWithoutDatabase(looking, error)
        const { message } = error
        if (settings.json) {
          printJson({ run, verdicts: verdicts.map(publicVerdict), error: { message } })
        }
        printError(error, false)
        done(2)
      }
    })
}

/** Prints verdicts as they come; why several in a row are skipped is said once. */
function verdictPrinter() {
  let before: string | undefined
  return (verdict: Verdict) => {
    const reason = verdict.state === 'skipped' ? verdict.reason : undefined
    const lines = verdictLines(verdict)
    for (const line of reason && reason === before ? lines.slice(0, 1) : lines) say(line)
    before = reason
  }
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

/** Each check that is named once, by itself or by a checklist. */
function choose(what: string[]): { checklist: string; checks: Check[] } {
  const platform = platformAccess()
  const named = what.flatMap((name) => checksNamed(name, platform))
  return {
    checklist: what.join(' '),
    checks: [...new Map(named.map((check) => [check.id, check])).values()],
  }
}

/** A misspelt name among those to skip would go unseen, and its check would not be skipped. */
function requireKnown(names: string[]) {
  const known = new Set([...knownChecks.map(({ id }) => id), workflowsRan.id])
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new OperatorError(
    `The configuration skips ${unknown.map((name) => `"${name}"`).join(', ')}, of which there is no check: correct the setting skip; \`rollcall check --help\` lists them all.`,
  )
}

const help = `
Checks:
${Object.entries(checklistsFor({ without: 'this is the help' }))
  .map(([name, checks]) => `  ${style('bold', name)}: ${checks.map(({ id }) => id).join(', ')}`)
  .join('\n')}

Examples:
  rollcall check daily
  rollcall check weekly --remedy
  rollcall check missing-classes duplicate-classes --json

Exit code: 0 all is well or remedied, 1 there are findings, 2 something could not be checked.`
