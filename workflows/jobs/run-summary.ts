import type { Evidence, Run, State, Verdict } from '@rollcall/core'
import { code, prose } from '@rollcall/github'
import { count } from '../terminal/print.ts'

const marks: Record<State, string> = {
  pass: '✅',
  fail: '❌',
  remedied: '🔧',
  unknown: '❔',
  skipped: '➖',
}

/** A run as the blocks of a summary: a table first, then what is wrong, then the evidence, folded. */
export function runSummary(run: Run, verdicts: Verdict[], warnings: string[]): string[] {
  const at = `${run.now.slice(0, 10)} ${run.now.slice(11, 16)} UTC`
  return [
    `## ${code(run.checklist)} in ${code(run.environment)}, ${at}`,
    '',
    '| | check | says |',
    '| --- | --- | --- |',
    ...verdicts.map(row),
    ...warnings.flatMap((warning) => ['', `⚠️ ${prose(warning)}`]),
    ...verdicts.flatMap(outcome),
    '',
    ...verdicts.flatMap(evidence),
  ]
}

function row(verdict: Verdict): string {
  const { check, title, state } = verdict
  return `| ${marks[state]} | ${cell(title)} \`${check}\` | ${says(verdict)} |`
}

/** Code, in which a bar would end the cell, has no place in a table. */
const cell = (text: string) => prose(text.replaceAll('`', "'"))

function says(verdict: Verdict): string {
  switch (verdict.state) {
    case 'pass':
      return 'well'
    case 'remedied':
      return 'remedied'
    case 'unknown':
      return '**could not look**'
    case 'skipped':
      return 'skipped'
    case 'fail':
      return bySeverity(verdict)
  }
}

function bySeverity({ findings, more = 0 }: Extract<Verdict, { state: 'fail' }>): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  return [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(more > 0 ? [`${more.toLocaleString('en')} more`] : []),
  ].join(', ')
}

/** Each finding is a block of its own, so that too many of them end where the room does. */
function outcome(verdict: Verdict): string[] {
  const heading = [
    '',
    `### ${marks[verdict.state]} ${prose(verdict.title)} \`${verdict.check}\``,
    '',
  ]
  switch (verdict.state) {
    case 'pass':
      return []
    case 'skipped':
      return [...heading, prose(verdict.reason)]
    case 'unknown':
      return [...heading, `${prose(verdict.reason)}. ${prose(verdict.hint)}`]
    case 'remedied':
      return [...heading, `${prose(verdict.done)} Looked again: clear.`]
    case 'fail':
      return [
        ...heading,
        ...verdict.findings.map(
          ({ severity, key, detail }) => `- ${severity} ${code(key)}: ${prose(detail)}`,
        ),
        ...(verdict.more ? [`- … and ${count(verdict.more, 'more finding')}`] : []),
      ]
  }
}

function evidence({ check, window, evidence: seen }: Verdict): string[] {
  const lines = [`- from ${code(window.from)} to ${code(window.to)}`, ...values(seen)]
  return [
    `<details><summary>What <code>${check}</code> looked at</summary>\n\n${lines.join('\n')}\n\n</details>`,
  ]
}

function values(seen: Evidence): string[] {
  return Object.entries(seen).map(([name, value]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value)
    return `- ${code(name)}: ${code(shown ?? '', 2000)}`
  })
}
