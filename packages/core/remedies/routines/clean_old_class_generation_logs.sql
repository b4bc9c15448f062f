-- The maintenance document's "Clean Old Logs": deletes log rows older than so many days and says
-- how many went and which is the oldest that stayed. All at once: a function is one transaction,
-- so batches would hold the same locks for as long.
-- It acts as the owner: service_role may call it and can't see Rollcall's schema.
create or replace function public.clean_old_class_generation_logs(days integer)
returns table (deleted_count bigint, oldest_kept timestamptz)
language plpgsql
security definer
set search_path = ''
as $$
declare
  deleted bigint;
begin
  if days is null or days < 1 then
    raise exception 'days is %, and must be 1 or more', coalesce(days::text, 'null')
      using errcode = 'invalid_parameter_value', hint = 'Say how many days of logs to keep, for example 30.';
  end if;

  delete from public.class_generation_logs as l
  where l.trigger_time < rollcall.oldest_log_kept(days, rollcall.current_instant());
  get diagnostics deleted = row_count;

  return query select deleted, min(l.trigger_time)::timestamptz from public.class_generation_logs as l;
end;
$$;
