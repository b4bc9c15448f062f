-- The maintenance document's "Remove duplicates": archives and removes every duplicate but the one
-- to keep, and says of each what it did. Paid classes stay and are named for a person to judge.
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
    insert into rollcall.archived_classes (student_id, class_id, kept_class_id, reason, class)
    select m.student_id, m.class_id, m.kept_class_id, 'duplicate', m.class from removed as m
    returning rollcall.archived_classes.class_id as id
  )
  select r.student_id, r.origin_date, r.origin_start_time, r.class_id, r.kept_class_id,
         case when r.removable then 'removed, kept in rollcall.archived_classes'
              else 'left: it is paid, a person has to judge' end
  from ranked as r
  left join archived as a on a.id = r.class_id
  where r.place > 1
  order by r.student_id, r.origin_date, r.origin_start_time, r.place;
end;
$$;
