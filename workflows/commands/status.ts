import { type MetricStatus, readStatus, type Status } from '@rollcall/core'
import type { Command } from 'commander'
import { knownChecks } from '../checklists.ts'
import { withMigratedDatabase } from '../database-session.ts'
import { readSettings } from '../settings.ts'
import { count, printable, printJson, say, style } from '../terminal/print.ts'
import { marks } from '../terminal/verdicts.ts'

/** `rollcall status`: where everything stands, by what the runs have kept. */
export function status(program: Command, done: (exitCode: number) => void) {
  program
    .command('status')
    .description('where everything stands: the newest runs, verdicts and metrics')
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const settings = await readSettings(command)
      const answer = await withMigratedDatabase(settings, 'rollcall status', (session) =>
        readStatus(session, settings.config.environment, settings.now, knownChecks),
      )
      if (settings.json) printJson(answer)
      else for (const line of lines(answer)) say(line)
      done(statusCode(answer))
    })
}

/** As `rollcall check` would have said: 2 where something was not looked at, 1 with findings. */
function statusCode({ checks, neverLooked }: Status): number {
  if (neverLooked.length > 0 || checks.some(({ state }) => state === 'unknown')) return 2
  return checks.some(({ state }) => state === 'fail') ? 1 : 0
}

function lines({ environment, runs, checks, neverLooked, metrics }: Status): string[] {
  return [
    style('bold', `Runs (${environment})`),
    ...(runs.length === 0 ? ['  none yet: `rollcall check all` makes the first'] : []),
    ...runs.map(({ checklist, now }) => `  ${checklist.padEnd(10)} ${now}`),
    '',
    style('bold', 'Checks'),
    ...checks.map(
      ({ check, state, since, findings }) =>
        `  ${marks[state]} ${check} ${style('dim', `${state} since ${since}${findings > 0 ? `, ${count(findings, 'finding')}` : ''}`)}`,
    ),
    ...(neverLooked.length > 0
      ? [`  ${marks.unknown} never looked at: ${neverLooked.join(', ')}`]
      : []),
    ...(metrics.length > 0 ? ['', style('bold', 'Metrics')] : []),
    ...metrics.map(metricLine),
  ]
}

function metricLine(metric: MetricStatus): string {
  const { title, value, previous, period, unit } = metric
  const change =
    previous === null
      ? `no value of the ${before[period]} before`
      : `${difference(value - previous, unit)} against the ${before[period]} before`
  return `  ${printable(title)}: ${style('bold', amount(value, unit))} ${style('dim', `(${change})`)}`
}

const before = { daily: 'day', weekly: 'week', monthly: 'month' }

function difference(change: number, unit: MetricStatus['unit']): string {
  if (change === 0) return 'the same'
  return `${change > 0 ? '+' : '−'}${amount(Math.abs(change), unit)}`
}

function amount(value: number, unit: MetricStatus['unit']): string {
  switch (unit) {
    case 'count':
      return value.toLocaleString('en')
    case 'milliseconds':
      return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ms`
    case 'seconds':
      return value < 172_800
        ? count(Math.round(value / 3_600), 'hour')
        : count(Math.round(value / 86_400), 'day')
    case 'share':
      return `${(value * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`
    case 'bytes':
      return `${(value / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
  }
}

const help = `
Exit code: 0 all is well by the newest runs, 1 there are findings, 2 something was not looked at.`
