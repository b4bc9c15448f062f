import { z } from 'zod'

/** What a role had before a resource took it over. */
export const hadShape = z.strictObject({
  login: z.boolean(),
  connectionLimit: z.int(),
  memberOf: z.array(z.string()),
  grants: z.array(z.string()),
})

export type Had = z.infer<typeof hadShape>

const madeByUs = "Made by Rollcall's Pulumi provider."
const takenOver = "Taken over by Rollcall's Pulumi provider, which found it with "

/**
 * What a role's comment says of where it comes from. It is written in the same transaction as the rest,
 * and so is there after a run that was cut off before Pulumi wrote down what it had done.
 */
export type Origin = { made: boolean; had: Had | undefined; comment: string }

export function originIn(comment: string): Origin {
  const made = comment === madeByUs
  const at = comment.lastIndexOf(takenOver)
  if (at < 0) return { made, had: undefined, comment: made ? '' : comment }
  const had = hadShape.safeParse(parsed(comment.slice(at + takenOver.length)))
  return { made, had: had.data, comment: comment.slice(0, at).trimEnd() }
}

/** The comment for such an origin; the role's own comes first. */
export function commentOf({ made, had, comment }: Origin): string {
  if (made) return madeByUs
  if (!had) return comment
  return `${comment === '' ? '' : `${comment}\n`}${takenOver}${JSON.stringify(had)}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
