import type { Database } from '../check.ts'
import { namedAtMost, type Remedy } from '../remedy.ts'

type Difference = { line: string; statement: string }

/**
 * Functions, triggers, policies and grants of Rollcall's, as its last migration left them. Changes
 * no row, and nothing that is an application's.
 */
export const reapplyRoutines: Remedy = {
  id: 'reapply-routines',
  title: 'Put functions, triggers, policies and grants back as they were deployed',
  limit: 500,
  async preview({ database }) {
    const differences = await toReapply(database)
    return {
      count: differences.length,
      lines: differences.slice(0, namedAtMost).map(({ line }) => line),
    }
  },
  async apply({ database }) {
    const differences = await toReapply(database)
    // The routines call each other, in no order that their names give.
    await database.query('set local check_function_bodies = off')
    for (const { statement } of differences) await database.query(statement)
    const count = differences.length
    return {
      count,
      done: `${count === 1 ? '1 object was' : `${count} objects were`} put back as deployed.`,
    }
  },
}

/** Functions first: triggers call them, and grants name them. */
async function toReapply(database: Database): Promise<Difference[]> {
  const { rows } = await database.query<Difference>(
    `select
       format(
         '%s %s: %s', d.part, d.name,
         case d.difference
           when 'missing' then 'is missing, and is made'
           when 'extra' then 'was not deployed, and is taken back'
           else 'was changed, and is put back' end
       ) as line,
       d.statement
     from rollcall.schema_differences() as d
     where d.statement is not null
     order by array_position(array['function', 'trigger', 'policy', 'grant'], d.part), d.name`,
  )
  return rows
}
