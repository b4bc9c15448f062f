import type { Session } from '@rollcall/database'
import { columns } from './tables.ts'

const placeholders = Array.from({ length: 13 }, (_, place) => `$${place + 1}`).join(', ')

/** So many classes that are due, spread over the period, as values for `insertOneByOne`. */
export async function pickDue(session: Session, count: number): Promise<unknown[][]> {
  const { rows } = await session.query<unknown[]>({
    text: `select ${columns} from (
             select *, row_number() over (order by student_id, origin_date) as place, count(*) over () as due
             from bench.due
           ) as d
           where place % (due / $1) = 0
           order by place limit $1`,
    values: [count],
    rowMode: 'array',
  })
  return rows
}

/** Inserts each class as an application would: a statement of its own, committed by itself. */
export async function insertOneByOne(session: Session, classes: unknown[][]) {
  for (const values of classes) {
    await session.query(
      `insert into bench.one_by_one (${columns}) values (${placeholders})`,
      values,
    )
  }
}
