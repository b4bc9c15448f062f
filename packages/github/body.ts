import { allChecks, type Check } from '@rollcall/core'
import { ableToLook, type Desired, type Wish } from './desired.ts'
import { code, heading, prose } from './escape.ts'
import { type IssueState, type Marker, writeEvent, writeMarker, writeState } from './marker.ts'
import { workflowsRan } from './watch/index.ts'

/** What the texts link to. */
export type Links = {
  /** The repository's page, without a slash at the end. */
  repository: string
  /** The workflow run that tells of this. */
  run?: string
  /** The checks that there are, each with a runbook; those of core unless said. */
  checks?: Check[]
}

export type Failing = Extract<Wish, { state: 'failing' }>

type Told = { desired: Desired; wish: Failing; marker: Marker; state: IssueState; links: Links }

/** The most that GitHub takes, in characters, and some room for how it counts. */
const bodyLimit = 65_536 - 4096

/** So many findings a body has at most; what is left out is counted. */
const listed = 100

/** Within the 256 characters that GitHub takes. */
export const titleOf = ({ title, fingerprint }: Desired) =>
  `Failing: ${heading(title, 100)} (${heading(fingerprint.split('/', 1)[0] ?? '', 40)})`

/** The body of an open issue: what is wrong, what to do, on what ground, and the story so far. */
export function failingBody(told: Told): string {
  for (let findings = listed; ; findings = Math.floor(findings / 2)) {
    const body = compose(told, findings)
    if (body.length <= bodyLimit || findings === 0) return body
  }
}

function compose(told: Told, shown: number): string {
  const { desired, wish, marker, state, links } = told
  return [
    writeMarker(marker),
    `**${prose(desired.title)}**: not so, says \`${desired.check}\` as of ${time(desired.now)}. ${count(wish.total, 'finding')}, failing since ${time(state.since)}${lasting(state.since, desired.now)}.`,
    ...(state.previous ? [`The issue before this one was #${state.previous}.`] : []),
    ...(state.silence ? [silenced(state.silence)] : []),
    ...(wish.tried ? [`Tried: ${prose(wish.tried)}`] : []),
    ...(wish.hold ? [`${prose(wish.hold)}.`] : []),
    '### What is wrong',
    findingLines(wish, shown, links),
    '### What to do',
    steps(desired, links),
    details('What was looked at', evidence(desired)),
    details('Story', story(state)),
    `Write \`/rollcall silence 7d <reason>\` to be left in peace for some time, \`/rollcall wake\` to end that. The issue is rewritten by each run, and closes itself when all is well.`,
    writeState({ ...state, marker }),
  ].join('\n\n')
}

/** The body of an issue that is closed: its story, with the end at the top. */
export function closedBody(
  body: Pick<Told, 'desired' | 'marker' | 'state'> & { end: string },
): string {
  const { desired, marker, state, end } = body
  return [
    writeMarker(marker),
    `**${prose(desired.title)}**: ${end}`,
    details('Story', story(state)),
    writeState({ ...state, marker }),
  ].join('\n\n')
}

export type Comment = { event: string; body: string }

/** A comment that tells of one event of an episode. */
export function comment(fp: string, event: string, ...paragraphs: string[]): Comment {
  return { event, body: [writeEvent(fp, event), ...paragraphs].join('\n\n') }
}

/** The first findings, for a comment. */
export function someFindings(wish: Failing, links: Links): string {
  return findingLines(wish, 10, links)
}

function findingLines({ findings, total }: Failing, shown: number, { run }: Links): string {
  const lines = findings
    .slice(0, shown)
    .map(({ severity, key, detail }) => `- ${severity} ${code(key)}: ${prose(detail)}`)
  const left = total - lines.length
  if (left > 0) {
    const where = run ? `[in the summary of the run](${run})` : 'in the results of the run'
    lines.push(`- … and ${left} more ${where}.`)
  }
  return lines.join('\n')
}

function steps({ check }: Desired, { repository, run, checks = allChecks }: Links): string {
  const known = checks.find(({ id }) => id === check)
  const lines = [
    ...(known ? [`Read the [runbook](${repository}/blob/HEAD/docs/runbooks/${check}.md).`] : []),
    ...(check === ableToLook.id
      ? ['Mend what the findings name; `npx rollcall doctor` tells what the set-up lacks.']
      : []),
    ...(known?.remedy
      ? [
          `See what the remedy would do: \`npx rollcall remedy ${known.remedy.id}\`, then apply it with \`--apply\`; or [by workflow](${repository}/actions/workflows/remedy.yml).`,
        ]
      : []),
    ...(known
      ? [
          `Look again: \`npx rollcall check ${check}\`, or [by workflow](${repository}/actions/workflows/check.yml).`,
        ]
      : []),
    ...(check === workflowsRan.id ? ['Look again: `npx rollcall watch`.'] : []),
    ...(run ? [`See [the run](${run}) with all of its results.`] : []),
  ]
  return lines.map((line, place) => `${place + 1}. ${line}`).join('\n')
}

function evidence({ evidence: seen }: Desired): string {
  const lines = Object.entries(seen).map(([name, value]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value)
    return `- ${code(name, 60)}: ${code(shown ?? '', 300)}`
  })
  return lines.slice(0, 60).join('\n') || 'Nothing is told of it.'
}

function story({ history }: IssueState): string {
  return history.map(([at, what]) => `- ${time(at)}: ${prose(what)}`).join('\n')
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`
}

export function silenced({ until, by, reason }: NonNullable<IssueState['silence']>): string {
  return `Silenced until ${time(until)} by ${code(by)}${reason ? `: ${prose(reason, 200)}` : '.'}`
}

/** `2026-03-11 11:00 UTC`. */
export function time(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function lasting(from: string, to: string): string {
  return from === to ? '' : ` (${duration(from, to)})`
}

/** How long something took, in its largest fitting unit. */
export function duration(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))
  if (minutes < 120) return count(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day')
}
