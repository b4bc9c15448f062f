-- Sorts the keys of a stored object: `fields` by their canonical names, `paths` to those that stand
-- under another name, and what is wrong with the keys themselves. A null counts as absent. Where
-- two keys name the same field they have to say the same.
-- p_known: the fields that may be there. p_days: keys that name a weekday may be, too (`days`).
create or replace function rollcall.sort_keys(
  p_object jsonb,
  p_path text,
  p_known text[],
  p_days boolean
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  fields jsonb := jsonb '{}';
  paths jsonb := jsonb '{}';
  days jsonb := jsonb '[]';
  errors jsonb := jsonb '[]';
  warnings jsonb := jsonb '[]';
  key text;
  value jsonb;
  field text;
begin
  -- Canonical names only and nothing nested, as nearly always: nothing to sort.
  if p_object - p_known = '{}' and not p_object @? '$.*.*' then
    return jsonb_build_object(
      'fields', jsonb_strip_nulls(p_object), 'paths', paths, 'days', days,
      'errors', errors, 'warnings', warnings
    );
  end if;
  for key, value in select e.key, e.value from jsonb_each(p_object) as e loop
    field := rollcall.schedule_field(key);
    if field is null or field <> all (p_known) then
      if p_days and rollcall.read_weekday(to_jsonb(key)) is not null then
        days := days || to_jsonb(key);
      -- An object of a million keys is answered with a few of them.
      elsif jsonb_array_length(warnings) < 20 then
        warnings := warnings || rollcall.schedule_problem(
          'unknown_key', rollcall.json_pointer(p_path, key), value,
          'Rollcall does not know this key here and ignores it: correct or remove it.'
        );
      end if;
    elsif value = 'null' then
      null;
    elsif not fields ? field then
      fields := fields || jsonb_build_object(field, value);
      if key <> field then
        paths := paths || jsonb_build_object(field, p_path || '/' || key);
      end if;
    elsif not rollcall.say_the_same(field, fields -> field, value) then
      errors := errors || rollcall.schedule_problem(
        'invalid_shape', rollcall.json_pointer(p_path, key), value,
        format('It contradicts %s, which names the same thing: keep one of the two.',
          coalesce(paths ->> field, p_path || '/' || field))
      );
    end if;
  end loop;
  return jsonb_build_object(
    'fields', fields, 'paths', paths, 'days', days, 'errors', errors, 'warnings', warnings
  );
end;
$$;
