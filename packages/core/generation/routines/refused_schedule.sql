-- The normaliser's answer to a value in which no schedule can be looked for.
create or replace function rollcall.refused_schedule(
  p_code text,
  p_value jsonb,
  p_hint text,
  p_warnings jsonb default '[]'
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'schedule', null,
    'errors', jsonb_build_array(rollcall.schedule_problem(p_code, '', p_value, p_hint)),
    'warnings', p_warnings
  );
end;
$$;
