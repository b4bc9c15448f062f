import { z } from 'zod'

/** Security and backups: an issue about one of these opens with its first failure, whatever is set. */
export const opensAtOnce = new Set([
  'row-level-security',
  'exposed-privileges',
  'network-exposure',
  'sign-in-anomalies',
  'backups-fresh',
  'restore-drill',
])

const openAfter = z
  .strictObject({ failures: z.int().min(1).max(100), of: z.int().min(1).max(100) })
  .refine(({ failures, of }) => failures <= of, 'asks for more failures than it looks at runs')

const checkIds = z.record(z.string(), openAfter).superRefine((settings, context) => {
  for (const check of Object.keys(settings).filter((id) => opensAtOnce.has(id))) {
    context.addIssue({
      code: 'custom',
      path: [check],
      message: 'opens with its first failure: security and backups do not wait',
    })
  }
})

/** The section `issues` of the configuration. */
export const issueSettings = z
  .strictObject({
    author: z
      .string()
      .min(1)
      .default('github-actions[bot]')
      .describe(
        'Who writes the issues: only issues of this author are ever read or changed. GITHUB_TOKEN writes as github-actions[bot].',
      ),
    labels: z
      .array(z.string().min(1).max(50))
      .default([])
      .describe('Labels that every issue gets beside those of Rollcall.'),
    assignees: z
      .array(z.string().min(1))
      .max(10)
      .default([])
      .describe(
        'Who is assigned when an issue opens. One who has left does not hold the alert up.',
      ),
    openAfter: checkIds
      .default({
        connections: { failures: 2, of: 3 },
        'query-performance': { failures: 2, of: 3 },
        'database-load': { failures: 2, of: 3 },
      })
      .describe(
        'How many failures of how many runs open an issue, by check; the others open with the first. By default what a busy quarter of an hour can bring waits for a second look.',
      ),
    closeAfter: z
      .record(z.string(), z.int().min(1).max(100))
      .default({})
      .describe('How many good runs one after the other close an issue, by check; by default one.'),
    reopenDays: z
      .number()
      .min(0)
      .max(365)
      .default(7)
      .describe(
        'For how many days after closing the same issue reopens; later a new one opens, which names the old.',
      ),
    reminderDays: z
      .number()
      .min(1)
      .max(365)
      .default(7)
      .describe('After how many days of silence an issue that lasts speaks up again.'),
    silenceMaxDays: z
      .number()
      .min(1)
      .max(365)
      .default(30)
      .describe(
        'The longest that `/rollcall silence` may silence an issue, and how long closing it as not planned does.',
      ),
    findingsFailTheJob: z
      .boolean()
      .default(false)
      .describe(
        'Whether a job that found something is red. By default it is green, because the issue tells; one that could not look is red always.',
      ),
  })
  .prefault({})
