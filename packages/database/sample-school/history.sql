-- Gives the classes of the sample school, which have all been made and settled just now, the
-- instants at which that would have happened. $1: now. Writing generated_at keeps the trigger on
-- classes from taking this for somebody's edit.
with lives as (
  -- Made by the weekly run that opened the class's week (06:00 on the Monday before, 162 hours
  -- ahead of it), or when the student enrolled.
  select c.id, c.student_id, greatest(
    t.created_at,
    rollcall.wall_to_instant(date_trunc('week', c.origin_date::timestamp) - interval '162 hours', s.timezone)
  ) as made_at
  from public.classes as c
  join public.students as t on t.id = c.student_id
  cross join rollcall.school as s
),
edits as (
  select l.id, l.student_id, l.made_at, case
    when c.edited_at is null then null
    when c.payment_status = 'paid' then c.starts_at + interval '30 days'
    when c.status in ('completed', 'no_show') then c.starts_at + interval '2 hours'
    -- Cancelled or moved by a day: ahead of the time at which it was first due, and before today.
    else greatest(l.made_at, least($1::timestamptz - interval '20 hours', c.starts_at - interval '26 hours'))
  end as edited_at
  from lives as l
  join public.classes as c on c.id = l.id and c.student_id = l.student_id
)
update public.classes as c
set created_at = e.made_at,
    generated_at = e.made_at,
    edited_at = e.edited_at,
    updated_at = coalesce(e.edited_at, e.made_at)
from edits as e
where c.id = e.id and c.student_id = e.student_id;
