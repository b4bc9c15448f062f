-- The maintenance document's "Remove duplicates": archives and removes every duplicate but the one
-- to keep, and says of each what it did. What a person has to judge stays and is named with why.
-- It acts as the owner: service_role may call it and can't see Rollcall's schema.
create or replace function public.remove_duplicate_classes()
returns table (
  student_id bigint,
  date date,
  start_time time,
  class_id text,
  kept_class_id text,
  action text
)
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Whoever is settling, deleting or referring to one of them is waited for, and then counts: the
  -- next statement ranks them as they are by then.
  perform 1
  from public.classes as c
  where (c.student_id, c.id::text) in (
    select d.student_id, d.class_id from rollcall.rank_duplicate_classes() as d
  )
  order by c.student_id, c.id
  for update;

  -- What goes here was nobody's wish: see remember_deletion.
  perform set_config('rollcall.reconciling', 'on', true);
  return query
  with ranked as materialized (
    select * from rollcall.rank_duplicate_classes()
  ),
  removed as (
    delete from public.classes as c
    using ranked as r
    where r.removable
      and c.student_id = r.student_id
      and c.id::text = r.class_id
    returning r.student_id, r.class_id, r.kept_class_id, to_jsonb(c) as class
  ),
  archived as (
    insert into rollcall.archived_classes as a (
      student_id, class_id, kept_class_id, reason, archived_at, class
    )
    select m.student_id, m.class_id, m.kept_class_id, 'duplicate', rollcall.current_instant(), m.class
    from removed as m
    returning a.student_id as student, a.class_id as class
  )
  select r.student_id, r.origin_date, r.origin_start_time, r.class_id, r.kept_class_id,
         case when a.class is not null then 'removed, kept in rollcall.archived_classes'
              else format('left, a person has to judge: %s', coalesce(r.obstacle, 'a trigger kept it')) end
  from ranked as r
  left join archived as a on a.student = r.student_id and a.class = r.class_id
  where r.place > 1
  order by r.student_id, r.origin_date, r.origin_start_time, r.place;
  perform set_config('rollcall.reconciling', 'off', true);
end;
$$;
