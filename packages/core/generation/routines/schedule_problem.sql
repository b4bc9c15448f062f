-- One entry of the normaliser's errors and warnings. The value is echoed as it is stored unless it
-- is long: then the start of its text.
create or replace function rollcall.schedule_problem(
  p_code text,
  p_path text,
  p_value jsonb,
  p_hint text
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'code', p_code,
    'path', p_path,
    'value', case
      when jsonb_typeof(p_value) in ('object', 'array') and length(p_value::text) <= 400 then p_value
      when length(p_value #>> '{}') > 80 then to_jsonb(left(p_value #>> '{}', 80))
      else p_value
    end,
    'hint', p_hint
  );
end;
$$;
