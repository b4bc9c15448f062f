import type { Session } from '@rollcall/database'
import { now, type Period } from './school.ts'
import { columns } from './tables.ts'

/** Makes the plpgsql function that goes through students and days and inserts class by class. */
export const makeRowLoop = (session: Session) =>
  session.query(`
    create function bench.generate_row_by_row(p_from date, p_to date, p_now timestamptz)
    returns void language plpgsql set search_path = '' as $$
    declare
      student record;
      slot record;
      day date;
    begin
      for student in
        select s.id, s.course_id, s.fixed_schedule from public.students as s order by s.id
      loop
        for slot in
          select r.weekday, r.start_time, r.duration_minutes
          from jsonb_to_recordset(student.fixed_schedule -> 'slots') as r (
            weekday integer, start_time time, duration_minutes integer
          )
        loop
          for n in 0..p_to - p_from loop
            day := p_from + n;
            continue when extract(isodow from day) <> slot.weekday;
            insert into bench.row_loop (${columns})
            values (
              student.id, student.course_id, day, slot.start_time,
              slot.start_time + slot.duration_minutes * interval '1 minute', slot.duration_minutes,
              student.fixed_schedule ->> 'timezone',
              (day + slot.start_time) at time zone (student.fixed_schedule ->> 'timezone'),
              day, slot.start_time, false, p_now, p_now
            );
          end loop;
        end loop;
      end loop;
    end;
    $$`)

/** Fills a period row by row. */
export const fillRowByRow = (session: Session, period: Period) =>
  session.query('select bench.generate_row_by_row($1, $2, $3)', [...period, now])
