-- The correction: fills every gap between two dates, up to the horizon. What lies before today is
-- marked as backfilled, because it will be billed.
create or replace function rollcall.generate_missing(
  p_from date,
  p_to date,
  p_now timestamptz,
  p_student bigint default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  return rollcall.generate_classes(
    'correction', p_from, least(p_to, rollcall.horizon(p_now)), p_now, p_student,
    rollcall.local_date(p_now)
  );
end;
$$;
