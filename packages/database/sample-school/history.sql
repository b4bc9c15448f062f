-- Gives the freshly generated classes of the sample school the half year of life that they would
-- have had. $1: now. Chance comes from a digest of each class's identity, so that it never varies.

-- Each class was made by the weekly run that opened its week, or when its student enrolled.
with lives as (
  select c.id, c.student_id, least($1::timestamptz - interval '1 hour', greatest(
    rollcall.wall_to_instant(date_trunc('week', c.date::timestamp) - interval '162 hours', s.timezone),
    rollcall.wall_to_instant(t.start_date - interval '59 hours', s.timezone)
  )) as made_at
  from public.classes as c
  join public.students as t on t.id = c.student_id
  cross join rollcall.school as s
)
update public.classes as c
set created_at = l.made_at, updated_at = l.made_at, generated_at = l.made_at
from lives as l
where c.id = l.id and c.student_id = l.student_id;
