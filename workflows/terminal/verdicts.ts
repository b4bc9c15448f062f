import type { Evidence, Finding, State, Verdict } from '@rollcall/core'
import { count, printable, style } from './print.ts'

/** How a state is shown to a person. */
export const marks: Record<State, string> = {
  pass: style('green', '✔'),
  fail: style('red', '✖'),
  remedied: style('cyan', '✚'),
  unknown: style('yellow', '?'),
  skipped: style('dim', '–'),
}

/** How many findings are listed; the others are counted. */
const listed = 10

/** One verdict for a person: the healthy state, its mark, what is wrong, and the evidence. */
export function verdictLines(verdict: Verdict): string[] {
  const heading = `${marks[verdict.state]} ${style('bold', verdict.title)} ${style('dim', verdict.check)}`
  return [heading, ...outcomeLines(verdict), ...evidenceLines(verdict.evidence)]
}

function outcomeLines(verdict: Verdict): string[] {
  switch (verdict.state) {
    case 'pass':
      return []
    case 'skipped':
      return [`    ${printable(verdict.reason)}`]
    case 'unknown':
      return [
        `    ${style('yellow', 'could not look:')} ${printable(verdict.reason)}`,
        `    ${printable(verdict.hint)}`,
      ]
    case 'remedied':
      return [
        ...findingLines(verdict.before),
        `    ${style('cyan', 'fixed:')} ${printable(verdict.done)} Looked again: clear.`,
      ]
    case 'fail':
      return [
        ...findingLines(verdict.findings, verdict.more),
        ...(verdict.done
          ? [`    ${style('cyan', 'tried:')} ${printable(verdict.done)} Looked again: not clear.`]
          : []),
        ...(verdict.refused
          ? [`    ${style('yellow', 'not fixed:')} ${printable(verdict.refused)}`]
          : []),
      ]
  }
}

function findingLines(findings: Finding[], unlisted = 0): string[] {
  const lines = findings.slice(0, listed).map(({ severity, key, detail }) => {
    const colour = severity === 'error' ? 'red' : 'yellow'
    return `    ${style(colour, severity)} ${style('bold', printable(key))}  ${printable(detail)}`
  })
  const more = findings.length + unlisted - listed
  return more > 0
    ? [
        ...lines,
        `    … and ${count(more, 'more finding')} (--json lists ${unlisted > 0 ? `the first ${findings.length}` : 'all'})`,
      ]
    : lines
}

/** The plain values among the evidence on one line, how much was examined first. */
function evidenceLines({ examined, ...others }: Evidence): string[] {
  const parts = Object.entries({ examined, ...others }).flatMap(([name, value]) =>
    plain(name, value),
  )
  return parts.length > 0 ? [style('dim', `    looked at: ${parts.join(', ')}`)] : []
}

function plain(name: string, value: unknown): string[] {
  const words = name
    .replace(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()
  if (typeof value === 'number') return [`${words} ${value.toLocaleString('en')}`]
  if (typeof value === 'string') return [`${words} ${printable(value)}`]
  if (typeof value === 'boolean') return [`${words} ${value}`]
  return []
}

/** The last line: how many of each state. */
export function summaryLine(verdicts: Verdict[]): string {
  const states: State[] = ['pass', 'remedied', 'fail', 'unknown', 'skipped']
  const parts = states.flatMap((state) => {
    const number = verdicts.filter((verdict) => verdict.state === state).length
    return number > 0 ? [`${marks[state]} ${number} ${state}`] : []
  })
  return `${count(verdicts.length, 'check')}: ${parts.join('  ')}`
}
