-- Every class that shares a student and an origin with another, best first: paid over completed over
-- otherwise touched (cancelled, moved, edited, referred to) over untouched, then the oldest, then
-- the lowest id. The first of each is kept. The others may go, unless there is money on them or
-- another table refers to them: `obstacle` says so, and a person has to judge. As in is_untouched,
-- a status or a payment that we don't know counts as touched, and such a payment as money.
create or replace function rollcall.rank_duplicate_classes()
returns table (
  student_id bigint,
  origin_date date,
  origin_start_time time,
  class_id text,
  kept_class_id text,
  place integer,
  removable boolean,
  obstacle text
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with origins as (
    select c.student_id as student, coalesce(c.origin_date, c.date) as day,
           coalesce(c.origin_start_time, c.start_time) as time_of_day
    from public.classes as c
    group by 1, 2, 3
    having count(*) > 1
  ),
  doubled as materialized (
    select o.student, o.day, o.time_of_day, c.id, c.status::text as status, c.payment_status::text as payment_status, c.created_at,
           c.edited_at is not null
             or (c.date, c.start_time) is distinct from (o.day, o.time_of_day) as is_changed,
           coalesce(c.payment_status::text, 'unpaid') not in ('unpaid', 'pending') as has_money
    from origins as o
    join public.classes as c
      on c.student_id = o.student
     and coalesce(c.origin_date, c.date) = o.day
     and coalesce(c.origin_start_time, c.start_time) = o.time_of_day
  ),
  referred as materialized (
    select distinct f.student_id as student, f.class_id as class
    from rollcall.referenced_classes((select array_agg(d.id::text) from doubled as d)) as f
  ),
  ranked as (
    select d.student, d.day, d.time_of_day, d.id::text as class, d.payment_status, d.has_money,
           f.class is not null as is_referred,
           row_number() over best_first as place,
           first_value(d.id::text) over best_first as kept
    from doubled as d
    left join referred as f on f.student = d.student and f.class = d.id::text
    window best_first as (
      partition by d.student, d.day, d.time_of_day
      order by
        case
          when d.payment_status = 'paid' then 1
          when d.status = 'completed' then 2
          when d.has_money or d.is_changed or f.class is not null
            or d.status is distinct from 'scheduled' then 3
          else 4
        end,
        d.created_at, d.id
    )
  )
  select r.student::bigint, r.day, r.time_of_day, r.class, r.kept, r.place::integer,
         r.place > 1 and not r.has_money and not r.is_referred,
         case
           when r.place = 1 then null
           when r.payment_status = 'paid' then 'it is paid'
           when r.has_money then 'its payment status may mean money'
           when r.is_referred then 'another table refers to it'
         end
  from ranked as r
  order by r.student, r.day, r.time_of_day, r.place;
end;
$$;
