-- Whether a class to come begins by its instant otherwise than by its date, time and zone, as it does
-- when the zone data change. Cancelled and taught ones are done.
create or replace function rollcall.has_wrong_instant(p_class public.classes, p_now timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_class.starts_at > p_now
    and coalesce(p_class.status::text, '') not in ('cancelled', 'completed')
    and p_class.starts_at
      <> rollcall.wall_to_instant(p_class.date + p_class.start_time, p_class.timezone);
end;
$$;
