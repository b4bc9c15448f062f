import {
  type Asked,
  answered,
  invalid,
  isFine,
  issueNumber,
  isWrite,
  type Json,
  type Layer,
} from '../exchange.ts'
import { pageOf } from '../page.ts'
import { personOf } from '../people.ts'
import { lineOf } from '../repository.ts'
import { allComments, allIssues, oneIssue } from '../truth.ts'
import type { World } from '../world.ts'

/** The list of issues has the pull requests, whole seconds, and as much lag as was asked for. */
export function issueList(world: World): Layer {
  return async (asked, below) => {
    if (lineOf(asked) !== 'GET /issues') return below(asked)
    const creator = asked.query.get('creator')
    if (creator && !personOf(creator)) {
      return invalid({ resource: 'Issue', field: 'creator', code: 'invalid', value: creator })
    }
    const all = await allIssues(world)
    const seen = all.map((issue) => lagging(world, issue)).filter((issue) => issue !== undefined)
    const { items, headers } = pageOf(sorted(seen.filter(fits(asked)), asked), asked)
    return answered(200, items, headers)
  }
}

function fits({ query }: Asked): (issue: Json) => boolean {
  const state = query.get('state') ?? 'open'
  const creator = query.get('creator')?.toLowerCase()
  const assignee = query.get('assignee')?.toLowerCase()
  const since = query.get('since')
  const labels = (query.get('labels') ?? '').toLowerCase().split(',').filter(Boolean)
  return (issue) => {
    const named = (issue.labels as Json[]).map(({ name }) => String(name).toLowerCase())
    const assigned = (issue.assignees as Json[]).map(({ login }) => String(login).toLowerCase())
    return (
      (state === 'all' || issue.state === state) &&
      (!creator || (issue.user as Json).login === creator) &&
      (!assignee || assigned.includes(assignee)) &&
      (!since || Date.parse(String(issue.updated_at)) >= Date.parse(since)) &&
      labels.every((label) => named.includes(label))
    )
  }
}

function sorted(issues: Json[], { query }: Asked): Json[] {
  const sign = query.get('direction') === 'asc' ? 1 : -1
  const by = query.get('sort')
  const field = by === 'updated' ? 'updated_at' : by === 'comments' ? 'comments' : 'created_at'
  return issues.toSorted(
    (a, b) => sign * (compared(a[field], b[field]) || compared(a.number, b.number)),
  )
}

function compared(a: unknown, b: unknown): number {
  const [left, right] = [a as number | string, b as number | string]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The issue as the list shows it yet; nothing if the list doesn't know it. */
function lagging(world: World, issue: Json): Json | undefined {
  const known = world.versions.get(issue.number as number)
  if (!known) return issue
  return known.findLast(({ at }) => at <= Date.now() - world.lag)?.issue
}

/** Keeps what each issue was from each write on, for the list to lag behind. */
export function versions(world: World): Layer {
  return async (asked, below) => {
    const answer = await below(asked)
    const isOfIssue = /\/(issues|pulls)\b/.test(asked.path)
    if (!isWrite(asked) || !isFine(answer) || !isOfIssue) return answer
    const written = issueNumber(asked.path) ?? (answer.body as Json | undefined)?.number
    if (typeof written !== 'number') return answer
    const { status, body } = await oneIssue(world, written)
    if (status !== 200) return answer
    const known = world.versions.get(written) ?? []
    world.versions.set(written, [...known, { at: Date.now(), issue: body as Json }])
    return answer
  }
}

/** Comments can be asked for from an instant on, and come by number. */
export function commentList(world: World): Layer {
  return async (asked, below) => {
    const isList = /^GET \/issues\/\d+\/comments$/.test(lineOf(asked))
    const since = Date.parse(asked.query.get('since') ?? '')
    if (!isList || Number.isNaN(since)) return below(asked)
    const all = await allComments(world, issueNumber(asked.path) ?? 0)
    const later = all.filter(({ updated_at }) => Date.parse(String(updated_at)) >= since)
    const { items, headers } = pageOf(later, asked)
    return answered(200, items, headers)
  }
}
