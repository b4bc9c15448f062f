import { splitStatements } from '@rollcall/database'
import { z } from 'zod'
import type { Failure } from '../kind.ts'
import { scheduleFault } from './cron-schedule-when.ts'

export const jobInputs = z.strictObject({
  name: z.string().describe('The name of the job. One of that name is taken over.'),
  schedule: z
    .string()
    .describe(
      'When it runs, in UTC: five fields, where $ is the last day of the month, or 30 seconds.',
    ),
  command: z.string().describe('The one SQL statement that it runs.'),
  database: z
    .string()
    .min(1, 'is empty')
    .optional()
    .describe('The database in which it runs; that of the deployment unless said.'),
  active: z.boolean().default(true).describe('Whether it runs at all.'),
  jobs: z.int().default(1).describe('How many jobs have this name; filled in.'),
})

export const jobOutputs = z.strictObject({
  jobId: z.int().describe("pg_cron's number of the job."),
})

export type JobInputs = z.infer<typeof jobInputs>
export type JobOutputs = z.infer<typeof jobOutputs>

/** Every mistake in what the program gives. */
export async function jobFaults({ name, schedule, command }: JobInputs): Promise<Failure[]> {
  const found: [property: string, reason: string | undefined][] = [
    ['name', nameFault(name)],
    ['schedule', scheduleFault(schedule)],
    ['command', await commandFault(command)],
  ]
  return found.flatMap(([property, reason]) => (reason ? [{ property, reason }] : []))
}

/** Older versions keep a name in 63 bytes. */
function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'is empty'
  if (name.includes('\0')) return 'holds a character with the code 0, which Postgres can not keep'
  if (Buffer.byteLength(name) > 63) return 'is longer than 63 bytes, where Postgres cuts names off'
  return undefined
}

async function commandFault(command: string): Promise<string | undefined> {
  try {
    const { length } = await splitStatements(command)
    if (length === 1) return undefined
    return length === 0
      ? 'holds no SQL statement'
      : `holds ${length} SQL statements instead of one: put them into a function, and call that`
  } catch (error) {
    return `is no SQL: ${error instanceof Error ? error.message : String(error)}`
  }
}
