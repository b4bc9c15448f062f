-- normalise_schedule
-- Reads a schedule in any shape that applications store and answers
-- `{"schedule": canonical or null, "errors": [...], "warnings": [...]}`, every mistake at once, each
-- with its code, the JSON Pointer into what is stored (where it is JSON in a string: into that JSON),
-- the stored value and what to write instead. It never raises. The canonical form is
-- packages/core/generation/fixed-schedule.schema.json.
-- p_timezone: the school's zone. p_course_id: the student's own course. p_courses: which courses
-- there are, `{"7": true, "9": false}` (false: inactive), or null not to check.
create or replace function rollcall.normalise_schedule(
  p_raw jsonb,
  p_timezone text,
  p_course_id text default null,
  p_courses jsonb default null
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  stored jsonb := p_raw;
  head jsonb;
  reading jsonb;
  entry record;
  problem jsonb;
  slot jsonb;
  slots jsonb := '[]';
  bare_slots jsonb := '[]';
  entries jsonb[] := '{}';
  paths text[] := '{}';
  count integer := 0;
  errors jsonb := '[]';
  warnings jsonb := '[]';
begin
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
  for entry in select s.path, s.weekday, s.slot from rollcall.stored_slots(stored) as s loop
    count := count + 1;
    if count > 50 then
      errors := errors || rollcall.schedule_problem('invalid_shape',
        case when stored ? 'slots' then '/slots' else '' end, stored,
        'Write at most 50 slots for a student.');
      exit;
    end if;
    reading := rollcall.read_slot(
      entry.slot, entry.path, entry.weekday, head -> 'duration', head ->> 'timezone', p_courses
    );
    errors := errors || (reading -> 'errors');
    warnings := warnings || (reading -> 'warnings');
    slot := reading -> 'slot';
    continue when slot = 'null';
    if bare_slots @> jsonb_build_array(slot - 'id') then
      warnings := warnings || rollcall.schedule_problem('duplicate_slot', entry.path, entry.slot,
        'The same slot stands there before and counts once: remove this one.');
      continue;
    end if;
    slots := slots || slot;
    bare_slots := bare_slots || (slot - 'id');
    entries := entries || entry.slot;
    paths := paths || entry.path;
  end loop;

  if count = 0 and errors = '[]' then
    errors := errors || rollcall.schedule_problem('empty_fixed_schedule',
      case when stored ? 'slots' then '/slots' else '' end,
      case when stored ? 'slots' then stored -> 'slots' else stored end,
      'Write at least one slot.');
  end if;
  if bare_slots @> '[{"course_id": null}]' then
    problem := rollcall.course_problem(p_course_id, p_courses, '/course_id', to_jsonb(p_course_id));
    if problem ->> 'code' = 'unknown_course' then
      errors := errors || problem;
    elsif problem is not null then
      warnings := warnings || problem;
    end if;
  end if;
  if cardinality(paths) > 1 then
    for entry in select o.place, o.earlier from rollcall.overlapping_slots(slots) as o loop
      errors := errors || rollcall.schedule_problem('overlapping_slots', paths[entry.place + 1],
        entries[entry.place + 1],
        format('It takes time that %s takes: move, shorten or remove one of the two.',
          paths[entry.earlier + 1]));
    end loop;
  end if;

  return jsonb_build_object(
    'schedule', case when errors = '[]' then jsonb_build_object(
      'version', 1, 'timezone', head -> 'timezone', 'slots', rollcall.arrange_slots(slots)
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
    alter function rollcall.normalise_schedule(jsonb, text, text, jsonb) parallel unsafe;
  end if;
end;
$$;
