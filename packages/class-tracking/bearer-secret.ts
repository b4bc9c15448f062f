import { createHash, timingSafeEqual } from 'node:crypto'
import type { Admission } from './admission.ts'
import { Problem } from './problem.ts'
import { secretProblem } from './secret.ts'

/**
 * Lets in whoever sends `Authorization: Bearer <secret>`. Digests of one length are compared, in a time
 * that tells nothing of either. Without a proper secret nobody is let in.
 */
export function bearerSecret({
  value,
  name,
}: {
  value: string | undefined
  name: string
}): Admission {
  const flaw = secretProblem(value)
  if (value === undefined || flaw) {
    return () =>
      new Problem(
        'secret_not_configured',
        `${name} ${flaw}: set it, and send it with each request.`,
      )
  }
  const wanted = digest(value)
  return ({ headers }) => {
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
    if (timingSafeEqual(digest(given), wanted)) return undefined
    return new Problem('unauthorized', `Send the header Authorization: Bearer <${name}>.`, {
      headers: { 'www-authenticate': 'Bearer realm="class-tracking"' },
    })
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
