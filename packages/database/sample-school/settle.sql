-- Settles the classes that have taken place by $1: most were held, those of a month ago are paid, a
-- few were cancelled or missed. A few, also of those to come, were moved to the day after. Chance
-- comes from a digest of each class's identity.
with chances as (
  select c.id, c.student_id, c.date, c.start_time, c.timezone,
         ('x' || substr(md5(c.student_id || ' ' || c.origin_date || ' ' || c.origin_start_time), 1, 7))::bit(28)::integer % 100 as chance
  from public.classes as c
),
plans as (
  select p.id, p.student_id, p.chance, p.date + (p.chance >= 97)::integer as date,
         -- Only a class that was moved takes place at another time than it was first due.
         rollcall.wall_to_instant(p.date + (p.chance >= 97)::integer + p.start_time, p.timezone) as starts_at
  from chances as p
)
update public.classes as c
set status = case
      when p.starts_at >= $1::timestamptz - interval '2 hours' then c.status
      when p.chance < 5 then 'cancelled'
      when p.chance < 8 then 'no_show'
      else 'completed'
    end,
    payment_status = case
      when p.chance >= 5 and p.starts_at < $1::timestamptz - interval '30 days' then 'paid'
      else c.payment_status
    end,
    date = p.date
from plans as p
where c.id = p.id and c.student_id = p.student_id
  and (p.chance >= 97 or p.starts_at < $1::timestamptz - interval '2 hours');
