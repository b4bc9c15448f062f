import type { Session } from '@rollcall/database'
import { count, style } from '../terminal/print.ts'
import type { Say } from './say.ts'

/** Inserts a student as an application would, and shows that the classes appear by themselves. */
export async function enrol(session: Session, say: Say) {
  const enrolled = await session.query<{ id: number }>(
    `insert into public.students (first_name, last_name, course_id, start_date, fixed_schedule)
     values ('Noa', 'Ejemplo', (select min(id) from public.courses),
             rollcall.local_date(rollcall.current_instant()), $1)
     returning id`,
    [JSON.stringify(schedule)],
  )
  const { rows } = await session.query<{ classes: number }>(
    'select count(*) as classes from public.classes where student_id = $1',
    [enrolled.rows[0]?.id],
  )
  say(
    `  ${style('green', '✔')} a student enrols for Tuesdays and Thursdays at 17:00: ${count(rows[0]?.classes ?? 0, 'class', 'classes')} appeared by themselves`,
  )
}

const schedule = [
  { day: 'martes', start_time: '17:00', end_time: '18:00' },
  { day: 'jueves', start_time: '17:00', end_time: '18:00' },
]
