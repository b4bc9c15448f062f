-- What the trigger on classes runs after a deletion that is not Rollcall's own: it remembers the
-- origin, so that the class stays deleted. Two in one transaction are enough to know that it was no
-- single one. It acts as the owner, because an application's role can't write Rollcall's tables.
create or replace function rollcall.remember_deletion()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  transaction constant text := pg_current_xact_id()::text;
  day constant date := coalesce(old.origin_date, old.date);
  time_of_day constant time := coalesce(old.origin_start_time, old.start_time);
  so_far text[] := string_to_array(current_setting('rollcall.deletions', true), ':');
begin
  if so_far[1] is distinct from transaction then
    so_far := array[transaction, '0'];
  end if;
  update rollcall.deleted_classes as d
  set superseded = true
  where d.student_id = old.student_id and d.origin_date = day and d.origin_start_time = time_of_day;
  if so_far[2]::integer = 2 then
    return null;
  end if;
  perform set_config('rollcall.deletions', transaction || ':' || so_far[2]::integer + 1, true);

  insert into rollcall.deleted_classes as d (
    student_id, origin_date, origin_start_time, transaction_id, deleted_at
  )
  select old.student_id, day, time_of_day, transaction, rollcall.current_instant()
  where exists (select from public.students as s where s.id = old.student_id)
    -- Its double is still there.
    and not exists (
      select from public.classes as c
      where coalesce(c.origin_date, c.date) = day
        and c.student_id = old.student_id
        and coalesce(c.origin_start_time, c.start_time) = time_of_day
    )
  on conflict (student_id, origin_date, origin_start_time, transaction_id) do nothing;
  return null;
end;
$$;
