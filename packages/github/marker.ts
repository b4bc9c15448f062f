import { z } from 'zod'
import { commentJson } from './escape.ts'

/** What an issue is about, and how far its telling has come; the first line of the body. */
export type Marker = {
  fingerprint: string
  /** Which stretch of failure this is, counted from 1. */
  episode: number
  /** The instant of the run that wrote the body, as ISO 8601 in UTC. */
  run: string
}

/** The identity of an issue: a check in an environment. */
export const fingerprint = (environment: string, check: string) => `${environment}/${check}`

export const checkOf = (fp: string) => fp.slice(fp.indexOf('/') + 1)

const pattern =
  /^<!-- rollcall fp=([a-z0-9-]+\/[a-z0-9-]+) episode=([1-9]\d{0,8}) run=(\d{4}-\d\d-\d\dT[\d:.]+Z) -->\s*$/

export function writeMarker({ fingerprint: fp, episode, run }: Marker): string {
  return `<!-- rollcall fp=${fp} episode=${episode} run=${run} -->`
}

/** The marker of an issue's body; undefined where the first line is not one, whoever changed it. */
export function readMarker(body: string | null | undefined): Marker | undefined {
  const [, fp, episode, run] = pattern.exec(body?.split('\n', 1)[0] ?? '') ?? []
  if (!fp || !episode || !run || Number.isNaN(Date.parse(run))) return undefined
  return { fingerprint: fp, episode: Number(episode), run: new Date(run).toISOString() }
}

const instant = z.iso.datetime()

const silence = z.object({
  until: instant,
  /** The login of who asked for it. */
  by: z.string(),
  reason: z.string(),
  /** It was asked for by closing the issue as not planned. */
  closing: z.literal(true).optional(),
})

const state = z.object({
  /** The marker once more: whoever edits the first line leaves the last one alone. */
  marker: z
    .object({
      fingerprint: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
      episode: z.int().min(1),
      run: instant,
    })
    .optional(),
  /** From when on it has been failing. */
  since: instant,
  severity: z.enum(['warning', 'error']),
  /** How many findings, and what tells one set of them from another. */
  findings: z.number(),
  subjects: z.string(),
  /** How many comments of each kind this episode has. */
  changes: z.number(),
  reminders: z.number(),
  awakenings: z.number(),
  /** When the issue last drew attention to itself. */
  spokeAt: instant,
  /** How many comments the issue had, and the newest that was read for commands. */
  comments: z.number(),
  readUntil: z.number(),
  assigned: z.boolean(),
  /** Good runs since the last bad one, while the issue is still open. */
  goodRuns: z.number(),
  silence: silence.optional(),
  closedAt: instant.optional(),
  /** The number of the issue before this one, which was closed too long ago to be reopened. */
  previous: z.int().optional(),
  /** The story of the episode, oldest first. */
  history: z.array(z.tuple([instant, z.string()])),
})

/** What an issue remembers from run to run; the last line of its body. */
export type IssueState = z.infer<typeof state>
export type Silence = z.infer<typeof silence>

export function writeState(value: IssueState): string {
  // Parsed, what it holds is in the same order whenever it is written.
  return `<!-- rollcall-state ${commentJson(state.parse(value))} -->`
}

/** What a body remembers; undefined where somebody has damaged it. */
export function readState(body: string | null | undefined): IssueState | undefined {
  const line = body?.trimEnd().split('\n').at(-1)
  const json = /^<!-- rollcall-state (.*) -->\s*$/.exec(line ?? '')?.[1]
  if (!json) return undefined
  try {
    return state.parse(JSON.parse(json))
  } catch {
    return undefined
  }
}

/** The first line of a comment: which event it tells of, so that none is told twice. */
export function writeEvent(fp: string, event: string): string {
  return `<!-- rollcall fp=${fp} event=${event} -->`
}

export function readEvent(body: string | null | undefined): string | undefined {
  return /^<!-- rollcall fp=\S+ event=(\S+) -->\s*$/.exec(body?.split('\n', 1)[0] ?? '')?.[1]
}
