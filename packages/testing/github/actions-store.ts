import { type Answer, type Asked, answered, type Json, refused } from './exchange.ts'
import { pageOf } from './page.ts'
import { repositoryPath } from './repository.ts'
import { chosenRuns, type Run, runOf } from './workflow-runs.ts'

/** A file in `.github/workflows` and how it ran, in any order. */
export type Workflow = {
  file: string
  name?: string
  state?: 'active' | 'disabled_manually' | 'disabled_inactivity' | 'deleted'
  runs?: Run[]
}

/** What the emulator lacks, or has no way to be given. */
export type ActionsStore = {
  workflows: Workflow[]
  secrets: string[]
  environments: string[]
  variables: Record<string, string>
}

export function emptyActionsStore(): ActionsStore {
  return { workflows: [], secrets: [], environments: [], variables: {} }
}

const since = '2026-01-01T00:00:00Z'

/** What GitHub shows of the repository and of whoever started a run. */
export type Around = { repository: Json; actor: Json }

/** The answer for a path below the repository's, if it is one of the store's. */
export function answerFromStore(
  store: ActionsStore,
  asked: Asked,
  around: Around,
): Answer | undefined {
  const [first, second, key, last] = asked.path.slice(repositoryPath.length + 1).split('/')
  const dates = { created_at: since, updated_at: since }
  if (first === 'environments' && !second) {
    return listed(
      asked,
      'environments',
      store.environments.map((name, index) => environmentOf(name, index + 1, around)),
    )
  }
  if (first !== 'actions') return undefined
  if (second === 'secrets' && !key) {
    return listed(
      asked,
      'secrets',
      store.secrets.map((name) => ({ name, ...dates })),
    )
  }
  if (second === 'variables' && !key) {
    const variables = Object.entries(store.variables)
    return listed(
      asked,
      'variables',
      variables.map(([name, value]) => ({ name, value, ...dates })),
    )
  }
  if (second !== 'workflows') return undefined
  const workflows = store.workflows.map((workflow, index) =>
    workflowOf(workflow, index + 1, around),
  )
  if (!key) return listed(asked, 'workflows', workflows)
  const index = workflows.findIndex(
    ({ id, path }) => key === String(id) || path.endsWith(`/${key}`),
  )
  const [workflow, json] = [store.workflows[index], workflows[index]]
  if (!workflow || !json) return refused(404, 'Not Found')
  if (!last) return answered(200, json)
  const runs = (workflow.runs ?? []).map((run, at) => runOf(run, at + 1, json, around))
  return listed(asked, 'workflow_runs', chosenRuns(runs, asked.query))
}

function listed(asked: Asked, name: string, all: Json[]): Answer {
  const { items, headers } = pageOf(all, asked)
  return answered(200, { total_count: all.length, [name]: items }, headers)
}

function environmentOf(name: string, id: number, { repository }: Around): Json {
  const path = `environments/${encodeURIComponent(name)}`
  return {
    id,
    node_id: `EN_${id}`,
    name,
    url: `${repository.url}/${path}`,
    html_url: `${repository.html_url}/deployments/activity_log?environments_filter=${name}`,
    created_at: since,
    updated_at: since,
  }
}

function workflowOf({ file, name, state = 'active' }: Workflow, id: number, around: Around) {
  const { url, html_url } = around.repository
  return {
    id,
    node_id: `W_${id}`,
    name: name ?? file.replace(/\.ya?ml$/, ''),
    path: `.github/workflows/${file}`,
    state,
    created_at: since,
    updated_at: since,
    url: `${url}/actions/workflows/${id}`,
    html_url: `${html_url}/blob/main/.github/workflows/${file}`,
    badge_url: `${html_url}/workflows/${file}/badge.svg`,
  }
}
