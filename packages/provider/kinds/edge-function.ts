import { OperatorError } from '@rollcall/core'
import type { FunctionAnswer } from '@rollcall/supabase'
import { BundleError } from '../bundle.ts'
import type { Context, Kind } from '../kind.ts'
import { bundled, prepareBundle } from './edge-function-bundle.ts'
import {
  type Inputs,
  inputs,
  isAsDeployed,
  known,
  type Outputs,
  outputs,
  outputsOf,
  type State,
  slugRule,
} from './edge-function-state.ts'

/** What the file is called at Supabase, whatever it is here: it holds JavaScript. */
const entrypointPath = 'index.js'

/**
 * An edge function of the project, deployed as one file with all that it imports. Its checksum is
 * among the inputs, so that code that did not change is not deployed again, and what somebody else
 * deployed shows as a difference.
 */
export const edgeFunction: Kind<Inputs, Outputs> = {
  name: 'EdgeFunction',
  description: 'An edge function, bundled with all that it imports.',
  inputs,
  outputs,
  identity: ['slug'],

  async prepare(given) {
    try {
      const { entrypoint, contentHash } = await prepareBundle(given.entrypoint)
      return { inputs: { ...given, name: given.name || given.slug, entrypoint, contentHash } }
    } catch (error) {
      if (!(error instanceof BundleError)) throw error
      return { failures: error.reasons.map(asFailure) }
    }
  },

  async foresee(wanted, before) {
    if (before && !mustDeploy(before, wanted)) return outputsOf(before)
    const { bytes } = await bundled(wanted)
    return { bytes, ...(before && { url: before.url }) }
  },

  async create(wanted, context) {
    const made = await deployed(wanted, context)
    if (made.version > 1) {
      context.say(
        `The edge function ${wanted.slug} was there already; it is at version ${made.version} now.`,
      )
    }
    return { id: wanted.slug, outputs: made }
  },

  async read(id, before, { project, say }) {
    const found = await project().functionBySlug(checkedSlug(id))
    if (!found) return undefined
    sayUnlessActive(found, say)
    return {
      inputs: {
        slug: found.slug,
        name: found.name,
        entrypoint: before?.entrypoint ?? found.entrypoint_path ?? entrypointPath,
        verifyJwt: found.verify_jwt ?? before?.verifyJwt ?? true,
        contentHash:
          before && isAsDeployed(before, found)
            ? before.contentHash
            : `version ${found.version} (${found.status}), which this stack did not deploy`,
      },
      outputs: known(found, project().ref, before?.bytes),
    }
  },

  async update(_id, before, wanted, context) {
    return mustDeploy(before, wanted) ? deployed(wanted, context) : outputsOf(before)
  },

  async delete(id, _before, { project }) {
    await project().deleteFunction(checkedSlug(id))
  },
}

async function deployed(wanted: Inputs, { project, say }: Context): Promise<Outputs> {
  const { slug, name, verifyJwt } = wanted
  const { code, bytes } = await bundled(wanted)
  const access = project()
  const answer = await access.deployFunction({ slug, name, verifyJwt, code, entrypointPath })
  // What Supabase has made of it may be told only afterwards.
  const found = answer.ezbr_sha256 ? answer : ((await access.functionBySlug(slug)) ?? answer)
  sayUnlessActive(found, say)
  return known(found, access.ref, bytes)
}

/** A file that moved and makes the same bundle is none. */
function mustDeploy(before: State, wanted: Inputs): boolean {
  const said = ['name', 'verifyJwt', 'contentHash'] as const
  return said.some((name) => before[name] !== wanted[name])
}

function sayUnlessActive({ slug, status }: FunctionAnswer, say: Context['say']) {
  if (status === 'ACTIVE') return
  const next: Record<string, string> = {
    THROTTLED: ": Supabase limits its calls; see the project's usage in the dashboard",
    REMOVED: ': `pulumi up` deploys it again',
  }
  say(`The edge function ${slug} is ${status}${next[status] ?? ''}.`)
}

function checkedSlug(id: string): string {
  if (slugRule.test(id)) return id
  throw new OperatorError(
    `${JSON.stringify(id)} is no edge function's slug: give that which its address ends in.`,
  )
}

/** Reasons that do not name the property are about the files that it leads to. */
function asFailure(reason: string) {
  return { property: 'entrypoint', reason: reason.replace(/^entrypoint: /, '') }
}
