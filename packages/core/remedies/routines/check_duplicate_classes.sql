-- The maintenance document's "Check for Duplicate Classes": one row per student and origin that
-- more than one class stands for, with the class that remove_duplicate_classes() would keep.
-- It acts as the owner: service_role may call it and can't see Rollcall's schema.
create or replace function public.check_duplicate_classes()
returns table (
  student_id bigint,
  date date,
  start_time time,
  duplicate_count integer,
  kept_class_id text,
  class_ids text[]
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return query
  select r.student_id, r.origin_date, r.origin_start_time, count(*)::integer,
         min(r.kept_class_id), array_agg(r.class_id order by r.place)
  from rollcall.rank_duplicate_classes() as r
  group by r.student_id, r.origin_date, r.origin_start_time
  order by r.student_id, r.origin_date, r.origin_start_time;
end;
$$;
