import { z } from 'zod'

const date = z.iso.date()

const timezone = z
  .string()
  .refine(isZone, 'is not an IANA zone such as Europe/Madrid (Area/Location, or UTC)')

const closure = z
  .strictObject({ from: date, to: date, reason: z.string().optional() })
  .refine(({ from, to }) => from <= to, 'ends before it starts')

const school = z
  .strictObject({
    timezone: timezone.describe("The zone of the school's wall clock."),
    closures: z
      .array(closure)
      .default([])
      .describe('Days on which no class takes place, both ends included.'),
  })
  .describe('Copied to the database by `rollcall migrate`.')

const thresholds = z
  .strictObject({
    missingClassesLookBackDays: z
      .int()
      .min(0)
      .max(3660)
      .default(92)
      .describe(
        'How far back missing classes are looked for: a quarter, which invoices can still correct.',
      ),
    logRetentionDays: z
      .int()
      .min(1)
      .default(30)
      .describe('How long generation logs are kept: the 30 days of the maintenance document.'),
    failedShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe(
        'From which share of failed students on generation as a whole is in trouble: one in twenty is more than bad luck.',
      ),
    weeklyRunGraceHours: z
      .number()
      .min(0)
      .max(167)
      .default(2)
      .describe(
        'How late the weekly run may be before it counts as missed: schedulers lag, people start at eight.',
      ),
    checklistGraceHours: z
      .number()
      .min(0)
      .max(240)
      .default(12)
      .describe(
        'How late a checklist may be before it counts as missed: scheduled workflows lag by hours on busy days.',
      ),
  })
  .prefault({})

const settings = z.strictObject({
  $schema: z.string().optional(),
  environment: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'may hold a-z, 0-9 and -')
    .default('production')
    .describe('Names this database in runs and issues.'),
  school: school.optional(),
  thresholds,
  timeouts: z
    .strictObject({
      statementSeconds: z
        .number()
        .positive()
        .max(3600)
        .default(60)
        .describe('For each query of a check.'),
      checkSeconds: z.number().positive().max(3600).default(120).describe('For a whole check.'),
    })
    .prefault({}),
  exposedSchemas: z
    .array(z.string())
    .default(['public', 'graphql_public'])
    .describe('The schemas that PostgREST serves: what Supabase serves unless told otherwise.'),
  skip: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Checks that do not apply here, each with the reason.'),
  limits: z
    .record(z.string(), z.int().min(0))
    .default({})
    .describe('The most that a remedy may touch without being told so, by remedy.'),
})

export type Config = z.infer<typeof settings>
export type School = z.infer<typeof school>

export const defaultConfig: Config = settings.parse({})

/**
 * Reads a configuration's text.
 * @returns the settings, with defaults filled in, or every mistake at once, one sentence each.
 */
export function parseConfig(text: string): { config: Config } | { mistakes: string[] } {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    return { mistakes: [`it is not JSON: ${(error as Error).message}`] }
  }
  const parsed = settings.safeParse(data)
  return parsed.success ? { config: parsed.data } : { mistakes: parsed.error.issues.map(sentence) }
}

/** The published JSON Schema of the configuration file. */
export function configSchema() {
  return { ...z.toJSONSchema(settings, { io: 'input' }), title: 'rollcall.config.json' }
}

/** Whether a name is an IANA Area/Location, or UTC: what Postgres and everybody else read alike. */
export function isZone(name: string): boolean {
  if (!/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.') || 'the file'
  if (issue.code === 'unrecognized_keys') {
    return `${path} has no setting ${issue.keys.map((key) => `"${key}"`).join(', ')}`
  }
  return `${path}: ${issue.message}`
}
