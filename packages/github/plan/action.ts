import type { Config } from '@rollcall/core'
import type { Found } from '../actual.ts'
import { type Comment, type Failing, failingBody, type Links, titleOf } from '../body.ts'
import type { Desired } from '../desired.ts'
import { hasLabel, isOurs, labelsOf } from '../labels.ts'
import type { IssueState, Marker } from '../marker.ts'
import type { Issue } from '../read-issues.ts'

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

/** What an issue is to be afterwards; `assignees` are added to those that it has. */
export type Write = {
  title: string
  body: string
  labels: string[]
  assignees: string[]
  state: 'open' | 'closed'
  stateReason?: 'completed' | 'not_planned' | 'duplicate' | 'reopened'
  marker: Marker
}

export type Given = {
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

export function step(
  action: Action['action'],
  { fingerprint, check }: Desired,
  { number }: Issue,
  reason: string,
  what: Pick<Action, 'comment' | 'write'>,
): Action {
  return { action, fingerprint, check, number, reason, ...what }
}

export function leave({ fingerprint, check }: Desired, reason: string, issue?: Issue): Action {
  return {
    action: 'leave',
    fingerprint,
    check,
    ...(issue ? { number: issue.number } : {}),
    reason,
  }
}

type Writing = {
  marker: Marker
  state: IssueState
  /** Those that the issue has, of which people's stay. */
  labels: string[]
  assignees: string[]
  given: Given
}

export function write(
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
      ...config.issues.labels.filter((label) => !hasLabel(present, label)),
    ],
    assignees,
    state: 'open',
    marker,
  }
}

/** What a write leaves as it is. */
export function kept({ title, body, labels: present, open, marker }: Issue): Write {
  return {
    title,
    body,
    labels: present,
    assignees: [],
    state: open ? 'open' : 'closed',
    marker,
  }
}

export function isWritten(
  issue: Issue,
  { title, body, labels: wanted, assignees }: Write,
): boolean {
  return (
    issue.title === title &&
    issue.body.replaceAll('\r\n', '\n').trimEnd() === body &&
    wanted.length === issue.labels.length &&
    wanted.every((label) => hasLabel(issue.labels, label)) &&
    assignees.length === 0
  )
}

export function markerOf({ fingerprint, now }: Desired, episode: number): Marker {
  return { fingerprint, episode, run: now }
}
