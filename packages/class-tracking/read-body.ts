import type { z } from '@hono/zod-openapi'
import { Problem } from './problem.ts'

export type BodyLimits = {
  /** In bytes. A student's row with a schedule of hundreds of slots is a tenth of that, twice in a webhook. */
  most: number
  /** For all of it to arrive, in milliseconds. */
  patience: number
}

/**
 * The body of a request, parsed.
 * @throws Problem for what is not JSON (415, 400), too large (413), too slow (408), or not as `schema`
 * says (422, with each mistake).
 */
export async function readBody<T>(
  request: Request,
  schema: z.ZodType<T>,
  limits: BodyLimits,
): Promise<T> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new Problem('not_json', 'Send the header Content-Type: application/json.')
  }
  const parsed = schema.safeParse(parsedJson(await bytesOf(request, limits)))
  if (parsed.success) return parsed.data
  throw new Problem('invalid_body', 'Each entry of errors says where the body is wrong, and how.', {
    more: { errors: mistakes(parsed.error) },
  })
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Problem(
      'invalid_json',
      bytes.length === 0 ? 'The body is empty: send {}.' : 'The body is no JSON in UTF-8.',
    )
  }
}

async function bytesOf(request: Request, { most, patience }: BodyLimits): Promise<Uint8Array> {
  const tooLarge = () => new Problem('body_too_large', `A body may have ${most} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge()
  const reader = request.body?.getReader()
  if (!reader) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const timer = Promise.withResolvers<never>()
  const timeout = setTimeout(
    () => timer.reject(new Problem('body_too_slow', `A body has to arrive in ${patience} ms.`)),
    patience,
  )
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), timer.promise])
      if (done) break
      size += value.length
      if (size > most) throw tooLarge()
      chunks.push(value)
    }
  } catch (error) {
    reader.cancel().catch(() => undefined)
    if (error instanceof Problem) throw error
    throw new Problem('invalid_json', 'The body broke off.', { cause: error })
  } finally {
    clearTimeout(timeout)
  }
  return joined(chunks, size)
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const mostMistakes = 20

/** RFC 9457 shows this form: a JSON Pointer as a fragment, and what is wrong there. */
function mistakes({ issues }: z.ZodError): { pointer: string; detail: string }[] {
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: [...issue.path, key],
            detail: 'There is no such field.',
          }))
        : [{ path: issue.path, detail: issue.message }],
    )
    .slice(0, mostMistakes)
    .map(({ path, detail }) => ({ pointer: pointerTo(path), detail }))
}

function pointerTo(path: PropertyKey[]): string {
  const steps = path.map((step) => String(step).slice(0, 100).toWellFormed())
  const escaped = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
  return ['#', ...escaped.map(encodeURIComponent)].join('/')
}
