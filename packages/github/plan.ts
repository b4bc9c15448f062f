import { createHash } from 'node:crypto'
import type { Config } from '@rollcall/core'
import type { Found, Issue } from './actual.ts'
import {
  type Comment,
  closedBody,
  comment,
  count,
  duration,
  type Failing,
  failingBody,
  type Links,
  silenced,
  someFindings,
  time,
  titleOf,
} from './body.ts'
import type { Desired } from './desired.ts'
import { prose } from './escape.ts'
import { isOurs, labels, labelsOf } from './labels.ts'
import { checkOf, type IssueState, type Marker, type Silence } from './marker.ts'

/** One step towards the desired state. What GitHub is told is in `write` and `comment`. */
export type Action = {
  action: 'create' | 'update' | 'comment' | 'reopen' | 'close' | 'leave'
  fingerprint: string
  check: string
  number?: number
  reason: string
  comment?: Comment
  write?: Write
}

export type Write = {
  title: string
  body: string
  labels: string[]
  assignees: string[]
  state: 'open' | 'closed'
  stateReason?: 'completed' | 'not_planned' | 'duplicate' | 'reopened'
  marker: Marker
}

type Given = {
  desired: Desired[]
  actual: Map<string, Found>
  /** The checks that there are; the issue of any other one is closed. */
  known: Set<string>
  config: Config
  links: Links
  /** What was remedied since a check began to fail, as sentences; used where an issue closes. */
  remedied: Map<string, string[]>
  /** The newest run. */
  now: string
}

/** What to do, in order, each with its reason. It only looks at what it is given. */
export function plan(given: Given): Action[] {
  const { desired, actual, known } = given
  const told = new Set(desired.map(({ fingerprint }) => fingerprint))
  return [
    ...desired.flatMap((each) => planOne(each, actual.get(each.fingerprint), given)),
    ...[...actual.values()]
      .filter(({ issue }) => issue.open && !told.has(issue.marker.fingerprint))
      .flatMap(({ issue, duplicates }) => {
        const check = checkOf(issue.marker.fingerprint)
        const gone: Desired = {
          fingerprint: issue.marker.fingerprint,
          check,
          title: `The check ${check}`,
          now: given.now,
          wish: { state: 'withdrawn', reason: `There is no check ${check} any more.` },
          evidence: {},
        }
        return known.has(check)
          ? [leave(gone, 'these runs did not look at it', issue)]
          : planOne(gone, { issue, duplicates }, given)
      }),
  ]
}

function planOne(desired: Desired, found: Found | undefined, given: Given): Action[] {
  if (!found) return planWithout(desired, given)
  const { issue, duplicates } = found
  if (issue.marker.run > desired.now) {
    return [leave(desired, `a newer run (${issue.marker.run}) has written it`, issue)]
  }
  return [
    ...(issue.open ? planOpen(desired, issue, given) : planClosed(desired, issue, given)),
    ...duplicates.flatMap((each) => closeDuplicate(desired, each, issue)),
  ]
}

function planWithout(desired: Desired, given: Given, old?: Issue): Action[] {
  const { wish } = desired
  if (wish.state !== 'failing') return []
  if (wish.hold) return [leave(desired, wish.hold)]
  const state = beginning(desired, wish)
  state.assigned = given.config.issues.assignees.length === 0
  const episode = (old?.marker.episode ?? 0) + 1
  state.history.push([
    desired.now,
    `opened with ${count(wish.total, 'finding')}${old ? `; the issue before was number ${old.number}` : ''}`,
  ])
  const marker = markerOf(desired, episode)
  return [
    {
      action: 'create',
      fingerprint: desired.fingerprint,
      check: desired.check,
      reason: old
        ? `it fails, and its last issue (${old.number}) was closed too long ago`
        : 'it fails',
      write: write(desired, wish, {
        marker,
        state,
        labels: [],
        assignees: given.config.issues.assignees,
        given,
      }),
    },
  ]
}

function planOpen(desired: Desired, issue: Issue, given: Given): Action[] {
  const { wish } = desired
  switch (wish.state) {
    case 'unsure':
      return [leave(desired, wish.reason, issue)]
    case 'withdrawn':
      return close(desired, issue, { reason: wish.reason, stateReason: 'not_planned' })
    case 'well':
      return planRecovery(desired, wish.fixed, issue, given)
    case 'failing':
      return planFailing(desired, wish, issue, given)
  }
}

function planFailing(desired: Desired, wish: Failing, issue: Issue, given: Given): Action[] {
  // A recovery was told, and the closing got lost: it is a new episode.
  if (issue.events.has(`${issue.marker.episode}/recovered`)) {
    return reopen(desired, wish, issue, given, {
      reason: 'it fails again',
      text: 'Failing again.',
    })
  }
  const before = issue.state ?? { ...beginning(desired, wish), since: issue.marker.run }
  const state = structuredClone(before)
  state.goodRuns = 0
  state.assigned = true
  listen(state, issue, given, desired.now)
  const said = tell(desired, wish, before, state, issue, given).filter(
    ({ event }) => !issue.events.has(event),
  )
  settleComments(state, issue, said.length)
  const written = write(desired, wish, {
    marker: markerOf(desired, issue.marker.episode),
    state,
    labels: issue.labels,
    assignees: before.assigned ? [] : given.config.issues.assignees,
    given,
  })
  if (said.length === 0 && isWritten(issue, written)) {
    return [leave(desired, 'it tells of this run already', issue)]
  }
  return [
    ...said.map((each) =>
      step('comment', desired, issue, reasons[kindOf(each.event)] ?? '', { comment: each }),
    ),
    step('update', desired, issue, 'it fails still', { write: written }),
  ]
}

const reasons: Record<string, string> = {
  worse: 'it got worse',
  changed: 'other things fail now',
  reminder: 'nothing was heard of it for long',
  awake: 'its silence is over',
}

const kindOf = (event: string) => event.split('/')[1] ?? ''

/** What changed since the issue last spoke, as a comment; while it is silenced, as history only. */
function tell(
  desired: Desired,
  wish: Failing,
  before: IssueState,
  state: IssueState,
  issue: Issue,
  given: Given,
): Comment[] {
  const { now, fingerprint } = desired
  const { episode } = issue.marker
  const { config, links } = given
  const found = count(wish.total, 'finding')
  const subjects = subjectsOf(wish)
  const worse = before.severity === 'warning' && wish.severity === 'error'
  const changed = subjects !== before.subjects
  state.severity = wish.severity
  state.subjects = subjects
  state.findings = wish.total
  if (worse || changed) {
    state.changes += 1
    note(
      state,
      now,
      worse ? `got worse: ${found}` : `other findings: ${found}, before ${before.findings}`,
    )
  }
  if (state.silence && state.silence.until > now) return []
  const speak = (kind: string, place: string | number, ...text: string[]) => {
    state.spokeAt = now
    return [comment(fingerprint, `${episode}/${kind}/${place}`, ...text)]
  }
  if (state.silence) {
    delete state.silence
    state.awakenings += 1
    note(state, now, 'the silence is over')
    return speak(
      'awake',
      state.awakenings,
      `The silence is over, and it fails still: ${found}.`,
      someFindings(wish, links),
    )
  }
  if (worse) {
    return speak(
      'worse',
      `${state.changes}-${subjects}`,
      `It got worse: ${found}.`,
      someFindings(wish, links),
    )
  }
  if (changed) {
    return speak(
      'changed',
      `${state.changes}-${subjects}`,
      `Other things fail now: ${found}, before ${before.findings}.`,
      someFindings(wish, links),
    )
  }
  if (Date.parse(now) - Date.parse(state.spokeAt) >= config.issues.reminderDays * day) {
    state.reminders += 1
    return speak(
      'reminder',
      state.reminders,
      `It fails still, since ${time(state.since)} (${duration(state.since, now)}): ${found}.`,
    )
  }
  return []
}

/** Takes up what people asked for in comments. */
function listen(state: IssueState, issue: Issue, { config }: Given, now: string) {
  for (const command of issue.commands.toSorted((a, b) => a.id - b.id)) {
    if (command.kind === 'wake') delete state.silence
    if (command.kind !== 'silence') continue
    const days = Math.min(command.days, config.issues.silenceMaxDays)
    hush(state, now, days, { by: command.by, reason: command.reason })
  }
}

function hush(state: IssueState, now: string, days: number, who: Omit<Silence, 'until'>) {
  state.silence = { until: new Date(Date.parse(now) + days * day).toISOString(), ...who }
  note(state, now, `silenced by ${who.by} until ${time(state.silence.until)}`)
}

function planRecovery(desired: Desired, fixed: string | undefined, issue: Issue, given: Given) {
  const needed = given.config.issues.closeAfter[desired.check] ?? 1
  const before = issue.state?.goodRuns ?? 0
  // The same run may be told of twice.
  const good = before > 0 && issue.marker.run === desired.now ? before : before + 1
  const told = issue.events.has(`${issue.marker.episode}/recovered`)
  if (good < needed && !told && issue.state) {
    const reason = `it was well in ${count(good, 'run')}, and closes after ${needed}`
    if (good === before) return [leave(desired, reason, issue)]
    const state = { ...structuredClone(issue.state), goodRuns: good }
    settleComments(state, issue, 0)
    const marker = markerOf(desired, issue.marker.episode)
    const end = `well in ${count(good, 'run')}; it closes after ${needed}.`
    return [
      step('update', desired, issue, reason, {
        write: { ...kept(issue), marker, body: closedBody({ desired, marker, state, end }) },
      }),
    ]
  }
  const remedies = [...(given.remedied.get(desired.check) ?? []), ...(fixed ? [fixed] : [])]
  const cause =
    remedies.length > 0
      ? `What was done: ${remedies.join(' ')}`
      : 'No remedy of Rollcall did it: somebody mended it, or it passed.'
  return close(desired, issue, { reason: 'it is well again', stateReason: 'completed', cause })
}

function planClosed(desired: Desired, issue: Issue, given: Given): Action[] {
  const { wish, now } = desired
  if (wish.state !== 'failing') return []
  if (wish.hold) return [leave(desired, wish.hold, issue)]
  const { author, reopenDays, silenceMaxDays } = given.config.issues
  const { closedBy } = issue
  const byPerson = closedBy !== undefined && closedBy.login !== author
  const silence = issue.state?.silence
  if (byPerson && closedBy.trusted && issue.reason === 'not_planned') {
    if (!silence) return silenceClosed(desired, wish, issue, closedBy.login, silenceMaxDays)
    if (silence.until > now) {
      return [
        leave(desired, `it was closed as not planned: silenced until ${silence.until}`, issue),
      ]
    }
    return reopen(desired, wish, issue, given, {
      reason: 'its silence is over',
      text: 'The silence is over, and it fails still.',
    })
  }
  const closedAt = issue.state?.closedAt ?? issue.closedAt ?? issue.marker.run
  if (Date.parse(now) - Date.parse(closedAt) > reopenDays * day) {
    return planWithout(desired, given, issue)
  }
  const text =
    byPerson && !issue.state?.closedAt ? 'It was closed, and it fails still.' : 'Failing again.'
  return reopen(desired, wish, issue, given, { reason: 'it fails again', text })
}

/** Closing as not planned is a wish to be left in peace, for as long as is allowed at most. */
function silenceClosed(
  desired: Desired,
  wish: Failing,
  issue: Issue,
  by: string,
  days: number,
): Action[] {
  const state = structuredClone(issue.state ?? beginning(desired, wish))
  hush(state, desired.now, days, { by, reason: 'closed as not planned' })
  settleComments(state, issue, 0)
  const marker = markerOf(desired, issue.marker.episode)
  const end = `it fails still. ${state.silence ? silenced(state.silence) : ''}`
  return [
    step('update', desired, issue, `${by} closed it as not planned, which silences it`, {
      write: { ...kept(issue), marker, body: closedBody({ desired, marker, state, end }) },
    }),
  ]
}

type Reopening = { reason: string; text: string }

function reopen(
  desired: Desired,
  wish: Failing,
  issue: Issue,
  given: Given,
  { reason, text }: Reopening,
): Action[] {
  const episode = issue.marker.episode + 1
  const state = beginning(desired, wish)
  state.readUntil = issue.state?.readUntil ?? 0
  state.assigned = true
  state.history = [...(issue.state?.history ?? [])]
  note(state, desired.now, `failing again with ${count(wish.total, 'finding')}`)
  if (issue.state?.silence && issue.state.silence.until > desired.now) {
    state.silence = issue.state.silence
  }
  listen(state, issue, given, desired.now)
  const event = `${episode}/again`
  const speaks = !state.silence && !issue.events.has(event)
  settleComments(state, issue, speaks ? 1 : 0)
  const marker = markerOf(desired, episode)
  return [
    ...(speaks
      ? [
          step('comment', desired, issue, reason, {
            comment: comment(
              desired.fingerprint,
              event,
              `${text} ${count(wish.total, 'finding')}.`,
              someFindings(wish, given.links),
            ),
          }),
        ]
      : []),
    step(issue.open ? 'update' : 'reopen', desired, issue, reason, {
      write: {
        ...write(desired, wish, { marker, state, labels: issue.labels, assignees: [], given }),
        ...(issue.open ? {} : { stateReason: 'reopened' as const }),
      },
    }),
  ]
}

type Ending = { reason: string; stateReason: 'completed' | 'not_planned'; cause?: string }

function close(
  desired: Desired,
  issue: Issue,
  { reason, stateReason, cause = '' }: Ending,
): Action[] {
  const { now, fingerprint } = desired
  const { episode } = issue.marker
  const recovered = stateReason === 'completed'
  const state = structuredClone(issue.state ?? blank(issue.marker.run))
  delete state.silence
  state.closedAt = now
  note(state, now, recovered ? `well again. ${cause}` : reason)
  const lasted = `after ${duration(state.since, now)} (since ${time(state.since)})`
  const text = recovered ? `Well again ${lasted}. ${prose(cause)}` : prose(reason)
  const event = `${episode}/${recovered ? 'recovered' : 'withdrawn'}`
  const speaks = !issue.events.has(event)
  settleComments(state, issue, speaks ? 1 : 0)
  const marker = markerOf(desired, episode)
  return [
    ...(speaks
      ? [step('comment', desired, issue, reason, { comment: comment(fingerprint, event, text) })]
      : []),
    step('close', desired, issue, reason, {
      write: {
        ...kept(issue),
        labels: issue.labels.filter((label) => label !== labels.silenced.name),
        state: 'closed',
        stateReason,
        marker,
        body: closedBody({ desired, marker, state, end: `${text} Closed as of ${time(now)}.` }),
      },
    }),
  ]
}

function closeDuplicate(desired: Desired, issue: Issue, first: Issue): Action[] {
  const event = `${issue.marker.episode}/duplicate`
  const reason = `number ${first.number} tells of the same`
  const text = `Duplicate of #${first.number}, which tells of the same.`
  return [
    ...(issue.events.has(event)
      ? []
      : [
          step('comment', desired, issue, reason, {
            comment: comment(desired.fingerprint, event, text),
          }),
        ]),
    step('close', desired, issue, reason, {
      write: { ...kept(issue), state: 'closed', stateReason: 'duplicate' },
    }),
  ]
}

const day = 24 * 60 * 60 * 1000

/** So many lines a story has at most: its beginning, and the newest. */
const storyLines = 50

function note(state: IssueState, at: string, what: string) {
  state.history.push([at, what])
  if (state.history.length > storyLines) state.history.splice(1, 1)
}

function blank(since: string): IssueState {
  return {
    since,
    severity: 'warning',
    findings: 0,
    subjects: '',
    changes: 0,
    reminders: 0,
    awakenings: 0,
    spokeAt: since,
    comments: 0,
    readUntil: 0,
    assigned: true,
    goodRuns: 0,
    history: [],
  }
}

/** The state of an episode that begins with a run. */
function beginning({ now }: Desired, wish: Failing): IssueState {
  return {
    ...blank(now),
    severity: wish.severity,
    findings: wish.total,
    subjects: subjectsOf(wish),
  }
}

/** Tells one set of subjects from another. */
function subjectsOf({ findings }: Failing): string {
  const keys = [...new Set(findings.map(({ key }) => key))].toSorted()
  return createHash('sha256').update(JSON.stringify(keys)).digest('hex').slice(0, 16)
}

/** Notes how far the comments have been read; what is undecided is read again. */
function settleComments(state: IssueState, { comments, commands }: Issue, posted: number) {
  const undecided = commands.filter(({ kind }) => kind === 'undecided').map(({ id }) => id)
  const read = commands.map(({ id }) => id).filter((id) => id < Math.min(...undecided))
  state.comments = undecided.length > 0 ? -1 : comments + posted
  state.readUntil = Math.max(state.readUntil, ...read)
}

function markerOf({ fingerprint, now }: Desired, episode: number): Marker {
  return { fingerprint, episode, run: now }
}

type Writing = {
  marker: Marker
  state: IssueState
  /** Those that the issue has, of which people's stay. */
  labels: string[]
  assignees: string[]
  given: Given
}

function write(
  desired: Desired,
  wish: Failing,
  { marker, state, labels: present, assignees, given }: Writing,
): Write {
  const { config, links } = given
  return {
    title: titleOf(desired),
    body: failingBody({ desired, wish, marker, state, links }),
    labels: [
      ...present.filter((label) => !isOurs(label)),
      ...labelsOf(wish.severity, state.silence !== undefined),
      ...config.issues.labels.filter((label) => !present.includes(label)),
    ],
    assignees,
    state: 'open',
    marker,
  }
}

/** What a write leaves as it is. */
function kept({ title, body, labels: present, open, marker }: Issue): Write {
  return {
    title,
    body,
    labels: present,
    assignees: [],
    state: open ? 'open' : 'closed',
    marker,
  }
}

function isWritten(issue: Issue, { title, body, labels: wanted, assignees }: Write): boolean {
  return (
    issue.title === title &&
    issue.body.replaceAll('\r\n', '\n').trimEnd() === body &&
    wanted.length === issue.labels.length &&
    wanted.every((label) => issue.labels.includes(label)) &&
    assignees.length === 0
  )
}

function step(
  action: Action['action'],
  { fingerprint, check }: Desired,
  { number }: Issue,
  reason: string,
  what: Pick<Action, 'comment' | 'write'>,
): Action {
  return { action, fingerprint, check, number, reason, ...what }
}

function leave({ fingerprint, check }: Desired, reason: string, issue?: Issue): Action {
  return {
    action: 'leave',
    fingerprint,
    check,
    ...(issue ? { number: issue.number } : {}),
    reason,
  }
}
