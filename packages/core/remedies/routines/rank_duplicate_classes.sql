-- Every class that shares a student and an origin with another, best first: paid over completed
-- over cancelled or moved over scheduled, then the oldest, then the lowest id. The first of each
-- is kept; the others may go, unless they are paid: money is for a person to judge.
create or replace function rollcall.rank_duplicate_classes()
returns table (
  student_id bigint,
  origin_date date,
  origin_start_time time,
  class_id text,
  kept_class_id text,
  place integer,
  removable boolean
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with doubled as (
    select c.student_id as student, coalesce(c.origin_date, c.date) as day,
           coalesce(c.origin_start_time, c.start_time) as time_of_day
    from public.classes as c
    group by 1, 2, 3
    having count(*) > 1
  ),
  ranked as (
    select d.student, d.day, d.time_of_day, c.id::text as class, c.payment_status,
           row_number() over best_first as place,
           first_value(c.id::text) over best_first as kept
    from doubled as d
    join public.classes as c
      on c.student_id = d.student
     and coalesce(c.origin_date, c.date) = d.day
     and coalesce(c.origin_start_time, c.start_time) = d.time_of_day
    window best_first as (
      partition by d.student, d.day, d.time_of_day
      order by
        case
          when c.payment_status = 'paid' then 1
          when c.status = 'completed' then 2
          when c.status <> 'scheduled'
            or (c.date, c.start_time) is distinct from (d.day, d.time_of_day) then 3
          else 4
        end,
        c.created_at, c.id
    )
  )
  select r.student::bigint, r.day, r.time_of_day, r.class, r.kept, r.place::integer,
         r.place > 1 and r.payment_status is distinct from 'paid'
  from ranked as r
  order by r.student, r.day, r.time_of_day, r.place;
end;
$$;
