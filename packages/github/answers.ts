import { z } from 'zod'

/** What of GitHub's answers is used: one that is otherwise is a failed call, never an empty list. */
export const rawPerson = z.object({ login: z.string() })

/** Whether two logins are one person's: GitHub takes no notice of capitals. */
export function isSame(login: string | undefined, other: string): boolean {
  return login?.toLowerCase() === other.toLowerCase()
}

export const isBot = (login: string) => login.endsWith('[bot]')

export const rawIssue = z.object({
  number: z.int(),
  state: z.string(),
  state_reason: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  assignees: z.array(rawPerson).nullish(),
  comments: z.int(),
  user: rawPerson.nullable(),
  closed_by: rawPerson.nullish(),
  closed_at: z.string().nullish(),
  pull_request: z.unknown().optional(),
})

export type RawIssue = z.infer<typeof rawIssue>

export const rawComment = z.object({
  id: z.int(),
  user: rawPerson.nullable(),
  body: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }).optional().catch(undefined),
})

export const rawRepository = z.object({
  id: z.int(),
  full_name: z.string(),
  archived: z.boolean().optional(),
  has_issues: z.boolean().optional(),
})

export const rawLabel = z.object({ name: z.string() })
