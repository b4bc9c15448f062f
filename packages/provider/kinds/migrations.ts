import { OperatorError, type School, schoolSettings } from '@rollcall/core'
import {
  type MigrationReport,
  migrate,
  type Release,
  settledSchool,
  standingRelease,
  todaysRelease,
} from '@rollcall/database'
import { z } from 'zod'
import type { Context, Kind } from '../kind.ts'

const list = (description: string) => z.array(z.string()).default([]).describe(description)

const inputs = z.strictObject({
  school: schoolSettings
    .optional()
    .describe("The school's time zone and closures; without them the database keeps what it has."),
  migrations: list("The release's migrations; filled in."),
  definitions: z
    .string()
    .default('')
    .describe("The checksum of the release's functions, triggers, policies and grants; filled in."),
  indexes: list("The release's indexes; filled in."),
})

const outputs = z.strictObject({
  version: z.string().describe('The newest migration that was applied.'),
  unreconciled: z
    .array(z.string())
    .describe('What the database holds that a person has to judge, one sentence each.'),
})

type Inputs = z.infer<typeof inputs>
type Outputs = z.infer<typeof outputs>

/**
 * The schema of class tracking in a database: its migrations, functions, triggers, policies, grants
 * and indexes. What a release brings is among the inputs, so that a preview lists what is new and a
 * refresh what somebody changed. There is one in a database, and taking it away leaves everything.
 */
export const migrations: Kind<Inputs, Outputs> = {
  name: 'Migrations',
  description:
    "The tables, functions, triggers, policies and grants of class tracking, as today's release has them.",
  inputs,
  outputs,
  identity: [],

  async prepare(given) {
    return { inputs: { ...given, ...todaysRelease() } }
  },

  async foresee({ school }, _before, { session, say }) {
    const report = await session((opened) =>
      inItsWords(() => migrate(opened, { ...schoolOf(school), dryRun: true })),
    )
    for (const line of announced(report)) say(line)
    return outputsOf(todaysRelease(), report)
  },

  async create({ school }, context) {
    return { id: 'class-tracking', outputs: await applied(school, context) }
  },

  async read(_id, before, { session }) {
    return session(async (opened) => {
      const school = before ? before.school : await settledSchool(opened)
      const standing = await standingRelease(opened, school)
      if (standing.migrations.length === 0) return undefined
      const report = await inItsWords(() => migrate(opened, { dryRun: true }))
      return { inputs: standing, outputs: outputsOf(standing, report) }
    })
  },

  update: (_id, _before, { school }, context) => applied(school, context),

  async delete(_id, _before, { say }) {
    say('The tables, their rows and the functions stay in the database as they are.')
  },
}

async function applied(school: School | undefined, { session, say }: Context): Promise<Outputs> {
  const report = await session((opened) =>
    inItsWords(() => migrate(opened, { ...schoolOf(school), progress: say })),
  )
  const outputs = outputsOf(todaysRelease(), report)
  for (const line of outputs.unreconciled) say(line)
  return outputs
}

/** Says of what stands in the way what to run here, where the command isn't. */
async function inItsWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    throw new OperatorError(inPulumisWords(error.message), { cause: error })
  }
}

/** Sentences for who types commands name another one than a deployment takes; it looks anew with `--refresh`. */
function inPulumisWords(sentence: string): string {
  return sentence.replaceAll('`rollcall migrate`', '`pulumi up --refresh`')
}

function schoolOf(school: School | undefined) {
  return school ? { school } : {}
}

function announced({ applied, deployed, indexes, settings, unreconciled }: MigrationReport) {
  return [
    ...applied.map((migration) => `Would apply migration ${migration}.`),
    ...deployed.map((what) => `Would deploy ${what}.`),
    ...indexes.map((index) => `Would build index ${index}.`),
    ...settings.map((setting) => `Would set the school's ${setting}.`),
    ...unreconciled.map(inPulumisWords),
  ]
}

function outputsOf({ migrations }: Release, { unreconciled }: MigrationReport): Outputs {
  return { version: migrations.at(-1) ?? '', unreconciled: unreconciled.map(inPulumisWords) }
}
