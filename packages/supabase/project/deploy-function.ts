import type { Problem } from '../platform-error.ts'
import type { Refusal } from '../problem-of.ts'
import type { Body } from '../send.ts'

/** An edge function that is one file. */
export type FunctionToDeploy = {
  /** A letter, then letters, digits, `_` and `-`. */
  slug: string
  name: string
  /** Whether Supabase turns away who brings no token of the project's. */
  verifyJwt: boolean
  code: string
  /** The file's name there, such as `index.js`. */
  entrypointPath: string
}

/**
 * A function as https://api.supabase.com/api/v1 takes it: a form with its settings, and its files by
 * path. As bytes, because a form that is sent as such is a stream, and Node's breaks the process when
 * the connection breaks before it ends.
 */
export async function functionForm(deployed: FunctionToDeploy): Promise<Body> {
  const { name, verifyJwt, code, entrypointPath } = deployed
  const form = new FormData()
  const metadata = { name, entrypoint_path: entrypointPath, verify_jwt: verifyJwt }
  form.append('metadata', JSON.stringify(metadata))
  form.append('file', new Blob([code], { type: 'application/javascript' }), entrypointPath)
  const encoded = new Response(form)
  return {
    type: encoded.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await encoded.arrayBuffer()),
  }
}

/** What is wrong with a function that Supabase doesn't take; what it says of the code is shown. */
export function refusedFunction(
  { status, body }: Refusal,
  slug: string,
  token: string,
): Problem | undefined {
  const said = messageOf(body).replaceAll(token, '…')
  if (status === 402 && /number of functions/i.test(said)) {
    return {
      kind: 'plan',
      status,
      reason: `The organization's plan has no room for the edge function ${slug}: ${said}`,
      hint: 'Remove another function, or upgrade the plan.',
    }
  }
  if (![400, 413, 422].includes(status) || said === '' || /paused|hibernat/i.test(said)) return
  return {
    kind: 'refused',
    status,
    reason: `Supabase does not take the edge function ${slug} (status ${status}): ${said}`,
    hint: 'Correct the function, and run the deployment again.',
  }
}

/** On one line, and no more than a person reads. */
function messageOf(body: unknown): string {
  const { message } = (body ?? {}) as { message?: unknown }
  if (typeof message !== 'string') return ''
  return message
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 300)
}
