import { z } from 'zod'
import { advisorSettings } from './advisor-settings.ts'
import { issueSettings } from './issue-settings.ts'
import { platformThresholds } from './platform-thresholds.ts'

const date = z.iso.date()

const timezone = z
  .string()
  .refine(isZone, 'is not an IANA zone such as Europe/Madrid (Area/Location, or UTC)')

const closure = z
  .strictObject({ from: date, to: date, reason: z.string().optional() })
  .refine(({ from, to }) => from <= to, 'ends before it starts')

export const school = z
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
    integrityLookBackDays: z
      .int()
      .min(0)
      .max(3660)
      .default(400)
      .describe(
        'How far back what a class says of itself (instant, length) is compared: a school year and the month in which it is settled.',
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
    maintenanceRows: z
      .int()
      .min(1)
      .default(10_000)
      .describe(
        'From how many dead, changed or unknown rows on the upkeep of a table is judged: below that, reading all of it costs milliseconds.',
      ),
    deadRowShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe(
        'From which share of dead rows on a table is neglected: autovacuum comes by default at a sixth, and twice that means that it does not keep up.',
      ),
    autovacuumHours: z
      .number()
      .min(0)
      .default(24)
      .describe(
        'How long autovacuum may take to come to a table: a big one after a big change takes hours, and a day has a quiet one among them.',
      ),
    wraparoundShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.25)
      .describe(
        'From which share of its 2 billion transaction ids on a table is in trouble: Postgres vacuums it by force at a tenth, so that a quarter means that something holds it back. At half it is an error.',
      ),
    sequenceShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.75)
      .describe(
        'From which share on a sequence runs out: what is left lasts a third of the time since it began, and a larger key takes weeks to bring in. At nine tenths it is an error.',
      ),
    bloatMegabytes: z
      .number()
      .min(0)
      .default(100)
      .describe('From how many MB on bloat is judged: below that there is little to win.'),
    bloatShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe(
        'From which share of a table on its unused space is too much: the estimate is rough, and a table that is updated needs some.',
      ),
    unusedIndexDays: z
      .int()
      .min(1)
      .default(60)
      .describe(
        'For how many days an index must have been seen unused: what is done once a month is done in two months.',
      ),
    unusedIndexScans: z
      .int()
      .min(0)
      .default(1000)
      .describe(
        'How often its table must have been read meanwhile: of a table that nobody reads no index is used.',
      ),
    unusedIndexMegabytes: z
      .number()
      .min(0)
      .default(8)
      .describe('From how many MB on an unused index counts: a smaller one costs next to nothing.'),
    foreignKeyRows: z
      .int()
      .min(0)
      .default(1000)
      .describe(
        'From how many rows on a foreign key wants an index: fewer are read in less than a millisecond.',
      ),
    databaseLimitMegabytes: z
      .number()
      .positive()
      .optional()
      .describe(
        "How large the database may get, for example the plan's disk (500 for Supabase's free plan); without it growth is measured and not judged.",
      ),
    databaseLimitShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.85)
      .describe(
        'From which share of its limit on the database is too large: the log that Postgres writes ahead and the repair of a table need the rest.',
      ),
    growthHorizonDays: z
      .int()
      .min(0)
      .max(3660)
      .default(90)
      .describe(
        'How many days ahead the limit is looked for: a quarter is time enough to clean up or to buy.',
      ),
    suddenGrowthMegabytes: z
      .number()
      .min(0)
      .default(1024)
      .describe(
        'By how many MB a table that doubled in a month has to have grown: a gigabyte is more than a school writes.',
      ),
    checklistGraceHours: z
      .number()
      .min(0)
      .max(240)
      .default(12)
      .describe(
        'How late a checklist may be before it counts as missed: scheduled workflows lag by hours on busy days.',
      ),
    connectionsShare: z
      .number()
      .gt(0)
      .max(1)
      .default(0.8)
      .describe(
        'From which share of the connections on they run out: a deployment briefly doubles a pool, and a fifth is what it then needs.',
      ),
    idleInTransactionMinutes: z
      .number()
      .min(0)
      .default(5)
      .describe(
        'For how long a transaction may be left idle: an application comes back within seconds, and who does not in five minutes has forgotten it.',
      ),
    lockWaitSeconds: z
      .number()
      .min(0)
      .default(60)
      .describe(
        'For how long a session may wait for a lock: locks are held for milliseconds, and nobody waits a minute for a page.',
      ),
    statementWindowHours: z
      .number()
      .min(0)
      .default(12)
      .describe(
        'Over how many hours at least statements are judged, however often somebody looks: half a day holds both the rush and the quiet.',
      ),
    statementCalls: z
      .int()
      .min(1)
      .default(20)
      .describe(
        'How often a statement must have run in that time to be judged: the mean of fewer is chance.',
      ),
    slowStatementMs: z
      .number()
      .min(0)
      .default(1000)
      .describe(
        'From which mean time on a statement is slow: after a second a person notices that they wait.',
      ),
    slowStatementShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe(
        'Which share of the time of all statements a slow one must take: to mend what takes less would help nobody.',
      ),
    slowStatementLoad: z
      .number()
      .min(0)
      .default(0.01)
      .describe(
        'Which part of the time by the clock it must run: a quarter of an hour a day, so that an idle database has no slow statement.',
      ),
    regressionFactor: z
      .number()
      .gt(1)
      .default(2)
      .describe(
        'How many times as long as in three of four earlier intervals a statement must take to count as regressed: less is caches and load.',
      ),
    regressionMs: z
      .number()
      .min(0)
      .default(100)
      .describe(
        'And how much longer, unless that adds up to slowStatementLoad: a tenth of a second is what a person can feel.',
      ),
    longStatementMinutes: z
      .number()
      .min(0)
      .default(15)
      .describe(
        'How long one statement may run: reports take minutes, and what the server reports progress of (vacuum, indexes, copies) may take hours.',
      ),
    ...platformThresholds.shape,
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
      stepSeconds: z
        .number()
        .positive()
        .max(86_400)
        .default(3600)
        .describe(
          'For each step of a remedy that works in steps: a large table takes long to vacuum and locks nobody out meanwhile.',
        ),
    })
    .prefault({}),
  exposedSchemas: z
    .array(z.string())
    .default(['public', 'graphql_public'])
    .describe('The schemas that PostgREST serves: what Supabase serves unless told otherwise.'),
  edgeFunctions: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'is no name of an edge function'))
    .min(1)
    .default(['class-tracking'])
    .describe(
      'The edge functions that make classes. Where there are several, the one that the weekly run calls has "weekly" in its name, and the one that the database calls "webhook".',
    ),
  published: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe(
      'What is open on purpose, by the key of the finding of exposed-privileges or network-exposure, each with the reason.',
    ),
  skip: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Checks that do not apply here, each with the reason.'),
  advisors: advisorSettings,
  issues: issueSettings,
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
