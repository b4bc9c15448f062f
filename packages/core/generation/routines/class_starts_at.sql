-- When a class begins. Rows older than Rollcall hold only the wall time; it is the school's.
create or replace function rollcall.class_starts_at(p_class public.classes)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(p_class.starts_at, rollcall.wall_to_instant(
    p_class.date + p_class.start_time,
    coalesce(p_class.timezone, (select school.timezone from rollcall.school))
  ));
end;
$$;
