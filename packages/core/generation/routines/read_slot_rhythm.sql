-- In which weeks a slot takes place, as canonical `{"interval_weeks", "anchor_date",
-- "valid_from", "valid_to"}` with `errors`. An anchor that is no date is `missing_anchor` where one
-- is needed, else `invalid_validity_range`.
create or replace function rollcall.read_slot_rhythm(
  p_fields jsonb,
  p_paths jsonb,
  p_path text,
  p_longest_interval integer
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  hint constant text := 'Write the date as YYYY-MM-DD, for example 2026-03-09.';
  interval_weeks integer := 1;
  anchor date := rollcall.read_date(p_fields -> 'anchor_date');
  first_date date;
  last_date date;
  errors jsonb := jsonb '[]';
begin
  if not p_fields ?| array['interval_weeks', 'anchor_date', 'valid_from', 'valid_to'] then
    return jsonb '{
      "interval_weeks": 1, "anchor_date": null, "valid_from": null, "valid_to": null, "errors": []
    }';
  end if;
  if p_fields ? 'interval_weeks' then
    interval_weeks := rollcall.read_integer(p_fields -> 'interval_weeks');
    if interval_weeks is null or interval_weeks not between 1 and p_longest_interval then
      errors := errors || rollcall.schedule_problem('invalid_interval',
        coalesce(p_paths ->> 'interval_weeks', p_path || '/interval_weeks'), p_fields -> 'interval_weeks',
        format('Write 1 for every week, 2 for every other week, up to %s.', p_longest_interval));
    end if;
  end if;
  if anchor is null and interval_weeks > 1 then
    errors := errors || rollcall.schedule_problem('missing_anchor',
      coalesce(p_paths ->> 'anchor_date', p_path || '/anchor_date'), p_fields -> 'anchor_date',
      'Write any date of a week in which the class takes place, as YYYY-MM-DD.');
  elsif anchor is null and p_fields ? 'anchor_date' then
    errors := errors || rollcall.schedule_problem('invalid_validity_range',
      coalesce(p_paths ->> 'anchor_date', p_path || '/anchor_date'), p_fields -> 'anchor_date', hint);
  end if;
  if p_fields ? 'valid_from' then
    first_date := rollcall.read_date(p_fields -> 'valid_from');
    if first_date is null then
      errors := errors || rollcall.schedule_problem('invalid_validity_range',
        coalesce(p_paths ->> 'valid_from', p_path || '/valid_from'), p_fields -> 'valid_from', hint);
    end if;
  end if;
  if p_fields ? 'valid_to' then
    last_date := rollcall.read_date(p_fields -> 'valid_to');
    if last_date is null then
      errors := errors || rollcall.schedule_problem('invalid_validity_range',
        coalesce(p_paths ->> 'valid_to', p_path || '/valid_to'), p_fields -> 'valid_to', hint);
    elsif last_date < first_date then
      errors := errors || rollcall.schedule_problem('invalid_validity_range',
        coalesce(p_paths ->> 'valid_to', p_path || '/valid_to'), p_fields -> 'valid_to',
        'Write a last date that is not before the first.');
    end if;
  end if;
  -- The format is spelt out: a date's own text depends on the session.
  return jsonb_build_object(
    'interval_weeks', interval_weeks,
    'anchor_date', to_char(anchor, 'YYYY-MM-DD'),
    'valid_from', to_char(first_date, 'YYYY-MM-DD'),
    'valid_to', to_char(last_date, 'YYYY-MM-DD'),
    'errors', errors
  );
end;
$$;
