-- The school before its students come. $1: the zone. $2: closures as [{"from", "to", "reason"}].
-- $3: the names of the courses. $4: when it opened. Answers the ids of the courses, in their order.
with school as (
  update rollcall.school set timezone = $1, updated_at = $4::timestamptz
),
closed as (
  insert into rollcall.closures (starts_on, ends_on, reason)
  select (c ->> 'from')::date, (c ->> 'to')::date, c ->> 'reason'
  from jsonb_array_elements($2::jsonb) as c
  on conflict do nothing
)
insert into public.courses (name, created_at)
select n.name, $4::timestamptz
from unnest($3::text[]) with ordinality as n (name, place)
order by n.place
returning id;
