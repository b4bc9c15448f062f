import type { Around } from './actions-store.ts'

export type Run = {
  event: 'schedule' | 'workflow_dispatch' | 'push' | 'pull_request'
  status: 'queued' | 'in_progress' | 'completed'
  conclusion?: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'startup_failure' | 'skipped'
  branch?: string
  /** ISO 8601, in seconds. */
  createdAt: string
  /** When it began, if it waited. */
  startedAt?: string
  updatedAt?: string
}

type RunJson = ReturnType<typeof runOf>

/** A run as GitHub shows it; `number` counts a workflow's runs from 1. */
export function runOf(
  run: Run,
  number: number,
  workflow: { id: number; name: string; path: string; url: string },
  { repository, actor }: Around,
) {
  const id = workflow.id * 1000 + number
  const url = `${repository.url}/actions/runs/${id}`
  const below = ['jobs', 'logs', 'artifacts', 'cancel', 'rerun']
  return {
    ...Object.fromEntries(below.map((name) => [`${name}_url`, `${url}/${name}`])),
    id,
    name: workflow.name,
    display_title: workflow.name,
    node_id: `WFR_${id}`,
    head_branch: run.branch ?? 'main',
    head_sha: '0'.repeat(40),
    path: workflow.path,
    run_number: number,
    run_attempt: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion ?? null,
    workflow_id: workflow.id,
    url,
    html_url: `${repository.html_url}/actions/runs/${id}`,
    pull_requests: [],
    created_at: run.createdAt,
    run_started_at: run.startedAt ?? run.createdAt,
    updated_at: run.updatedAt ?? run.startedAt ?? run.createdAt,
    check_suite_url: `${repository.url}/check-suites/${id}`,
    workflow_url: workflow.url,
    head_commit: null,
    actor,
    triggering_actor: actor,
    repository,
    head_repository: repository,
  }
}

/** `status` may name a conclusion, and `created` is an instant, `>=` one, or a range `a..b`. */
export function chosenRuns(runs: RunJson[], query: URLSearchParams) {
  const [event, status] = [query.get('event'), query.get('status')]
  const [branch, created] = [query.get('branch'), query.get('created')]
  return runs
    .filter((run) => !event || run.event === event)
    .filter((run) => !status || run.status === status || run.conclusion === status)
    .filter((run) => !branch || run.head_branch === branch)
    .filter((run) => !created || isWithin(run.created_at, created))
    .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
}

/** https://docs.github.com/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax */
function isWithin(instant: string, created: string): boolean {
  const [from = '', to] = created.split('..')
  const at = Date.parse(instant)
  if (to !== undefined) {
    return (from === '*' || at >= starts(from)) && (to === '*' || at < ends(to))
  }
  if (from.startsWith('>=')) return at >= starts(from.slice(2))
  if (from.startsWith('<=')) return at < ends(from.slice(2))
  if (from.startsWith('>')) return at >= ends(from.slice(1))
  if (from.startsWith('<')) return at < starts(from.slice(1))
  return at >= starts(from) && at < ends(from)
}

function starts(text: string): number {
  return Date.parse(text)
}

/** A date means its whole day, an instant its whole second. */
function ends(text: string): number {
  return Date.parse(text) + (text.includes('T') ? 1000 : 86_400_000)
}
