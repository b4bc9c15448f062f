import { namedAtMost, type Remedy } from '../remedy.ts'

/**
 * Archives and removes each class that stands for an origin for which a better one stands. What a
 * person has to judge (a paid class) stays.
 */
export const removeDuplicateClasses: Remedy = {
  id: 'remove-duplicate-classes',
  title: 'Remove doubled classes, keeping the best of each',
  limit: 200,
  async preview({ database }) {
    const { rows } = await database.query<{ line: string; total: number }>(
      `select format(
         'student %s, %s %s: class %s goes, class %s is kept',
         student_id, origin_date, to_char(origin_start_time, 'HH24:MI'), class_id, kept_class_id
       ) as line, count(*) over () as total
       from rollcall.rank_duplicate_classes()
       where removable
       order by student_id, origin_date, origin_start_time, place
       limit $1`,
      [namedAtMost],
    )
    return { count: rows[0]?.total ?? 0, lines: rows.map(({ line }) => line) }
  },
  async apply({ database }) {
    const { rows } = await database.query<{ count: number; stay: number }>(
      `select count(*) filter (where action like 'removed%') as count,
              count(*) filter (where action not like 'removed%') as stay
       from public.remove_duplicate_classes()`,
    )
    const { count = 0, stay = 0 } = rows[0] ?? {}
    const classes = count === 1 ? '1 doubled class was' : `${count} doubled classes were`
    const judge =
      stay > 0 ? ` ${stay} stay for a person to judge (\`rollcall check duplicate-classes\`).` : ''
    return {
      count,
      done: `${classes} removed and kept whole in rollcall.archived_classes.${judge}`,
    }
  },
}
