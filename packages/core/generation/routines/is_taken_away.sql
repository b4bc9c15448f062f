-- Whether a reading, as normalise_schedule answers it, says that there is no schedule, and not that
-- one can't be read.
create or replace function rollcall.is_taken_away(p_reading jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return p_reading -> 'errors' @> '[{"code": "missing_fixed_schedule"}]'
    or p_reading -> 'errors' @> '[{"code": "empty_fixed_schedule"}]';
end;
$$;
