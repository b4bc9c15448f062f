import type { Answers } from '../api/answers.ts'
import { call, callForText } from '../call.ts'
import { type Access, supabaseEndpoint } from '../environment.ts'
import { type Pace, processPace } from '../pace.ts'
import { PlatformError } from '../platform-error.ts'
import type { Fetch, Wire } from '../send.ts'
import { type FunctionToDeploy, functionForm, refusedFunction } from './deploy-function.ts'
import { inDeployment } from './in-deployment.ts'

export type ProjectOptions = Omit<Access, 'endpoint'> & {
  endpoint?: string
  /** Ends every call. */
  signal?: AbortSignal
  fetch?: Fetch
  /** All clients of a process share one unless said. */
  pace?: Pace
}

/** An edge function as the API tells of it; `updated_at` in milliseconds since 1970. */
export type FunctionAnswer = Answers['deployFunction']

/** What a deployment reads and writes of one project. Every function throws PlatformError. */
export type ProjectAccess = {
  ref: string
  project(): Promise<Answers['project']>
  /** What `sessionPoolerUrl` takes. */
  pooler(): Promise<Answers['pooler']>
  /** Undefined when the project, which is there, has no such function. */
  functionBySlug(slug: string): Promise<FunctionAnswer | undefined>
  /** Makes the function, or its next version. */
  deployFunction(deployed: FunctionToDeploy): Promise<FunctionAnswer>
  /** Gone already is well. */
  deleteFunction(slug: string): Promise<void>
}

/**
 * A client of one project in the Management API for a deployment. It remembers nothing, and keeps the
 * known limits across the process.
 */
export function connectProject(options: ProjectOptions): ProjectAccess {
  const { endpoint = supabaseEndpoint, fetch: fetcher = fetch, pace = processPace } = options
  const { token, ref, signal } = options
  const wire: Wire = {
    ...{ token, ref, pace, fetch: fetcher, endpoint: endpoint.replace(/\/+$/, '') },
    ...{ timeout: 20_000, patience: 90_000 },
    ...(signal && { signal }),
  }
  // Supabase answers when it has built the function.
  const patient = { ...wire, timeout: 120_000, patience: 240_000 }
  const project = () => told(call(wire, 'project'))
  return {
    ref,
    project,
    pooler: () => told(call(wire, 'pooler')),
    functionBySlug: async (slug) => {
      const asked = call(wire, 'functionBySlug', { path: { function_slug: slug } })
      const found = await told(asked).catch(unlessAbsent)
      // A project that is not there has no function either, but then the answer says nothing of it.
      if (!found) await project()
      return found
    },
    deployFunction: async (deployed) =>
      told(
        call(patient, 'deployFunction', {
          query: { slug: deployed.slug },
          body: await functionForm(deployed),
          problem: (refusal) => refusedFunction(refusal, deployed.slug, token),
        }),
      ),
    deleteFunction: async (slug) => {
      const asked = callForText(wire, 'deleteFunction', { path: { function_slug: slug } })
      await told(asked).catch(unlessAbsent)
    },
  }
}

/** The answer, or the problem with the next step of somebody who deploys. */
async function told<Answer>(asked: Promise<Answer>): Promise<Answer> {
  return asked.catch((error: unknown) => {
    throw error instanceof PlatformError ? new PlatformError(inDeployment(error.problem)) : error
  })
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof PlatformError && error.problem.status === 404) return undefined
  throw error
}
