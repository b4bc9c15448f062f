-- Reads a schedule in any shape that applications store and answers
-- `{"schedule": canonical or null, "errors": [...], "warnings": [...]}`, every mistake at once, each
-- with its code, the JSON Pointer into what is stored (where it is JSON in a string: into that JSON),
-- the stored value and what to write instead. It never raises. Canonical: `{"version": 1, "timezone",
-- "slots"}`, the slots in the order of the week, each with all the fields that read_slot builds.
-- p_timezone: the school's zone. p_course_id: the student's own course. p_courses: which courses
-- there are, `{"7": true, "9": false}` (false: inactive), or null not to check. p_longest_interval: in
-- weeks; nobody teaches in longer ones, which are mistakes, but they can be asked for.
create or replace function rollcall.normalise_schedule(
  p_raw jsonb,
  p_timezone text,
  p_course_id text default null,
  p_courses jsonb default null,
  p_longest_interval integer default 8
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  stored jsonb := p_raw;
  -- No slot of a plain one names a course.
  plain constant jsonb := case when p_courses is null or p_course_id is null
    then rollcall.plain_schedule(p_raw) end;
  head jsonb;
  reading jsonb;
  entries jsonb;
  entry jsonb;
  path text;
  slot jsonb;
  problem jsonb;
  slots jsonb := jsonb '[]';
  kept integer[] := '{}'::integer[];
  minute integer := -1;
  minute_before integer;
  minutes int4multirange;
  taken int4multirange := int4multirange '{}';
  may_overlap boolean := false;
  in_order boolean := true;
  own_course boolean := false;
  place integer;
  earlier integer;
  errors jsonb := jsonb '[]';
  warnings jsonb := jsonb '[]';
begin
  if plain is not null then
    return jsonb_build_object('schedule', plain, 'errors', errors, 'warnings', warnings);
  end if;
  for depth in 1..4 loop
    exit when jsonb_typeof(stored) is distinct from 'string';
    stored := rollcall.read_json(stored #>> '{}');
    if stored is null or (depth = 4 and jsonb_typeof(stored) = 'string') then
      return rollcall.refused_schedule('invalid_json', p_raw,
        'Write the schedule as JSON: the string does not hold any.');
    end if;
    warnings := jsonb_build_array(rollcall.schedule_problem('double_encoded_json', '', p_raw,
      'Write the schedule as JSON itself, not as JSON in a string.'));
  end loop;
  if stored is null or stored = 'null' then
    return rollcall.refused_schedule('missing_fixed_schedule', p_raw,
      'Write the weekly slots of the student.', warnings);
  end if;

  head := rollcall.read_schedule_head(stored, p_timezone);
  errors := head -> 'errors';
  warnings := warnings || (head -> 'warnings');
  entries := rollcall.stored_slots(stored);
  if jsonb_array_length(entries) > 50 then
    errors := errors || rollcall.schedule_problem('invalid_shape',
      case when stored -> 'slots' is null then '' else '/slots' end,
      coalesce(stored -> 'slots', stored), 'Write at most 50 slots for a student.');
    entries := jsonb '[]';
  elsif entries = '[]' and not errors @> '[{"code": "invalid_shape"}]' then
    errors := errors || rollcall.schedule_problem('empty_fixed_schedule',
      case when stored -> 'slots' is null then '' else '/slots' end,
      coalesce(stored -> 'slots', stored), 'Write at least one slot.');
  end if;

  for place in 0..jsonb_array_length(entries) - 1 loop
    entry := entries -> place;
    path := entry ->> 'path';
    reading := rollcall.read_slot(
      entry -> 'slot', path, (entry ->> 'weekday')::integer,
      head -> 'duration', head ->> 'timezone', p_courses, p_longest_interval
    );
    errors := errors || (reading -> 'errors');
    warnings := warnings || (reading -> 'warnings');
    own_course := own_course or coalesce((reading -> 'own_course')::boolean, false);
    slot := reading -> 'slot';
    continue when slot = 'null';
    -- Its minutes of the week, and the same a week earlier: Monday follows Sunday.
    minute_before := minute;
    minute := (reading -> 'minute')::integer;
    minutes := int4multirange(
      int4range(minute, minute + (slot -> 'duration_minutes')::integer),
      int4range(minute - 10080, minute - 10080 + (slot -> 'duration_minutes')::integer)
    );
    if taken && minutes then
      if rollcall.holds_slot(slots, slot) then
        warnings := warnings || rollcall.schedule_problem('duplicate_slot', path, entry -> 'slot',
          'The same slot stands there before and counts once: remove this one.');
        continue;
      end if;
      may_overlap := true;
    end if;
    in_order := in_order and minute > minute_before;
    taken := taken + minutes;
    slots := slots || slot;
    kept := kept || place;
  end loop;

  if own_course then
    problem := rollcall.course_problem(p_course_id, p_courses, '/course_id', to_jsonb(p_course_id));
    if problem ->> 'code' = 'unknown_course' then
      errors := errors || problem;
    elsif problem is not null then
      warnings := warnings || problem;
    end if;
  end if;
  if may_overlap then
    for place, earlier in select o.place, o.earlier from rollcall.overlapping_slots(slots) as o loop
      entry := entries -> kept[place + 1];
      errors := errors || rollcall.schedule_problem('overlapping_slots',
        entry ->> 'path', entry -> 'slot',
        format('It takes time that %s takes: move, shorten or remove one of the two.',
          entries -> kept[earlier + 1] ->> 'path'));
    end loop;
  end if;

  return jsonb_build_object(
    'schedule', case when errors = '[]' then jsonb_build_object(
      'version', 1, 'timezone', head -> 'timezone', 'slots', rollcall.arrange_slots(slots, in_order)
    ) end,
    'errors', errors,
    'warnings', warnings
  );
end;
$$;

-- Before version 16 Postgres has no way to ask whether a text is valid input but a subtransaction
-- (see reads_as), which a parallel query forbids.
do $$
begin
  if current_setting('server_version_num')::integer < 160000 then
    alter function rollcall.normalise_schedule(jsonb, text, text, jsonb, integer) parallel unsafe;
  end if;
end;
$$;
