-- The maintenance document's "Clean Old Logs": deletes log rows older than so many days and says
-- how many went and which is the oldest that stayed.
create or replace function public.clean_old_class_generation_logs(days integer)
returns table (deleted_count bigint, oldest_kept timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  moment constant timestamptz := rollcall.current_instant();
  deleted bigint;
begin
  if days is null or days < 1 then
    raise exception 'days is %, and must be 1 or more', coalesce(days::text, 'null')
      using errcode = 'invalid_parameter_value', hint = 'Say how many days of logs to keep, for example 30.';
  end if;

  delete from public.class_generation_logs as l
  where l.trigger_time < moment - make_interval(days => days);
  get diagnostics deleted = row_count;

  return query select deleted, min(l.trigger_time) from public.class_generation_logs as l;
end;
$$;
