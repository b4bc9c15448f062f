import { readFileSync } from 'node:fs'
import type { Session } from '../connect.ts'

type Obstacle = {
  kind: string
  on_table: string
  name: string
  definition: string
  /** Null: it has to stay. */
  statement: string | null
}

/** What there is to take away or to add, and what is no obstacle because our own schema has it too. */
export type Shape = { obstacles: Obstacle[]; columns: { name: string; statement: string }[] }

/** The part of a database's schema that decides whether the invented school goes into it. */
export async function readShape(session: Session): Promise<Shape> {
  const obstacles = await session.query<Obstacle>(sql('obstacles'))
  const columns = await session.query<Shape['columns'][number]>(sql('columns'))
  return { obstacles: obstacles.rows, columns: columns.rows }
}

const sql = (name: string) => readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')

/**
 * Takes what an application has made of the school's tables, beyond `own`, out of a copy where it may
 * keep invented rows out, and adds what those rows need. Always, and not only what the rows of one
 * day hit upon: the faults bring rows of their own, and each run tests the same copy.
 * @returns what was done, a phrase each.
 */
export async function relax(session: Session, own: Shape): Promise<string[]> {
  const { obstacles, columns } = await readShape(session)
  const done: string[] = []
  for (const each of obstacles) {
    if (each.statement === null || own.obstacles.some((other) => isSame(each, other))) continue
    await session.query(each.statement)
    done.push(phrase(each))
  }
  for (const { name, statement } of own.columns) {
    if (columns.some((column) => column.name === name)) continue
    await session.query(statement)
    done.push(`column ${name} was added`)
  }
  return [...new Set(done)]
}

function isSame(one: Obstacle, other: Obstacle): boolean {
  return (
    one.kind === other.kind &&
    one.on_table === other.on_table &&
    one.definition === other.definition
  )
}

function phrase({ kind, on_table, name }: Obstacle): string {
  const was = kind === 'label that is missing' ? 'was added' : 'was taken away'
  return `${kind} ${name} on ${on_table} ${was}`
}
