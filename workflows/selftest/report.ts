import { count, printable, style } from '../terminal/print.ts'
import type { CheckOutcome, Selftest } from './selftest.ts'

const marks: Record<CheckOutcome['state'], string> = {
  seen: style('green', '✔'),
  missed: style('red', '✖'),
  unknown: style('yellow', '?'),
}

/** How many objects are named; the others are counted. */
const listed = 20

/** The self-test for a person: each check with what it missed, what the copy does without, and the sum. */
export function selftestLines({ faults, checks, copy }: Selftest): string[] {
  return [
    ...checks.flatMap((check) => [
      heading(check),
      ...faults.flatMap((trial) =>
        trial.check !== check.check || trial.state === 'seen'
          ? []
          : [
              `    ${marks[trial.state]} ${trial.fault}: ${trial.story}; ${printable(trial.reason)}`,
            ],
      ),
    ]),
    '',
    `The copy holds ${count(copy.objects, 'object')} of the schema, and an invented school.`,
    ...list(
      'Left out of it, so that nothing is proven of them:',
      copy.leftOut.map(({ object, reason }) => `${object} (${reason})`),
    ),
    ...list('Changed in it, so that the invented school goes in:', copy.relaxed),
    closing(checks),
  ]
}

function heading({ check, title, state, seen, missed, unknown }: CheckOutcome): string {
  const planted = seen + missed + unknown
  const said =
    planted === 0
      ? 'no fault planted for it: nothing is proven'
      : `seen ${seen} of ${count(planted, 'fault')}`
  return `${marks[state]} ${style('bold', title)} ${style('dim', `${check}, ${said}`)}`
}

function list(title: string, entries: string[]): string[] {
  if (entries.length === 0) return []
  const more = entries.length - listed
  return [
    title,
    ...entries.slice(0, listed).map((entry) => `    ${printable(entry)}`),
    ...(more > 0 ? [`    … and ${count(more, 'more', 'more')} (--json lists all)`] : []),
  ]
}

function closing(checks: CheckOutcome[]): string {
  const blind = checks.filter(({ state }) => state === 'missed').map(({ check }) => check)
  const open = checks.filter(({ state }) => state === 'unknown').map(({ check }) => check)
  const parts = [
    ...(blind.length > 0
      ? [`Don't trust a green ${blind.join(', ')}: it did not see what it has to see.`]
      : []),
    ...(open.length > 0 ? [`Not proven, or not wholly: ${open.join(', ')}.`] : []),
  ]
  return parts.length > 0
    ? parts.join(' ')
    : `Every check saw every fault: a green ${checks.length === 1 ? 'check' : 'checklist'} means what it says.`
}
