-- The canonical form of a stored schedule about which there is nothing to say: an object with a zone and
-- slots by their canonical names, in the order of the week, by day, none over another and none in the
-- hours at which clocks change; null for any other, which normalise_schedule has to read. This is how
-- most are written, and reading one costs less than setting up all the functions that could complain.
create or replace function rollcall.plain_schedule(p_stored jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  known constant text[] := array['id', 'weekday', 'start_time', 'duration_minutes', 'interval_weeks',
    'course_id', 'subject', 'anchor_date', 'valid_from', 'valid_to'];
  slots constant jsonb := p_stored -> 'slots';
  canonical jsonb := jsonb '[]';
  names jsonb := jsonb '[]';
  slot jsonb;
  name text;
  zone text;
  weekday integer;
  minute integer;
  minutes integer;
  first_minute integer;
  last_minute integer := -1;
begin
  if jsonb_typeof(p_stored) is distinct from 'object' or jsonb_typeof(slots) is distinct from 'array'
    or p_stored - array['version', 'timezone', 'slots'] <> '{}'
    or coalesce(p_stored -> 'version', '1') <> '1'
    or jsonb_array_length(slots) not between 1 and 50
  then
    return null;
  end if;
  for place in 0..jsonb_array_length(slots) - 1 loop
    slot := slots -> place;
    if jsonb_typeof(slot) <> 'object' or slot - known <> '{}'
      -- Of the other fields each is null.
      or jsonb_strip_nulls(slot) - known[:5] <> '{}'
      or coalesce(slot -> 'interval_weeks', '1') <> '1'
      or jsonb '[1, 2, 3, 4, 5, 6, 7]' @> (slot -> 'weekday') is not true
      or jsonb_typeof(slot -> 'start_time') is distinct from 'string'
      or slot ->> 'start_time' !~ '^(0[4-9]|1[0-9]|20):[0-5][0-9]$'
      or (slot -> 'duration_minutes')::text ~ '^[0-9]{1,3}$' is not true
    then
      return null;
    end if;
    weekday := (slot -> 'weekday')::integer;
    minute := weekday * 1440 + left(slot ->> 'start_time', 2)::integer * 60
      + right(slot ->> 'start_time', 2)::integer;
    minutes := (slot -> 'duration_minutes')::integer;
    first_minute := coalesce(first_minute, minute);
    name := coalesce(slot ->> 'id', weekday || '-' || replace(slot ->> 'start_time', ':', ''));
    if minute < last_minute or minutes not between 5 and 720
      or jsonb_typeof(slot -> 'id') <> 'string' or length(name) not between 1 and 64 or names ? name
    then
      return null;
    end if;
    last_minute := minute + minutes;
    names := names || to_jsonb(name);
    canonical := canonical || jsonb_build_object(
      'id', name,
      'weekday', weekday,
      'start_time', slot -> 'start_time',
      'duration_minutes', minutes,
      'course_id', null, 'subject', null, 'interval_weeks', 1,
      'anchor_date', null, 'valid_from', null, 'valid_to', null
    );
  end loop;
  zone := rollcall.read_timezone(p_stored ->> 'timezone');
  -- From Sunday into Monday it is a week later.
  if zone is null or last_minute > first_minute + 10080 then
    return null;
  end if;
  return jsonb_build_object('version', 1, 'timezone', zone, 'slots', canonical);
end;
$$;
