-- sort_keys
-- Sorts the keys of a stored object: `fields` by their canonical names, `paths` to where each
-- stands, and what is wrong with the keys themselves. A null counts as absent. Where two keys name
-- the same field they have to say the same.
-- p_known: the fields that may be there. p_days: keys that name a weekday may be, too (`days`).
create or replace function rollcall.sort_keys(
  p_object jsonb,
  p_path text,
  p_known jsonb,
  p_days boolean
)
returns jsonb
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  fields jsonb := '{}';
  paths jsonb := '{}';
  days jsonb := '[]';
  errors jsonb := '[]';
  warnings jsonb := '[]';
  key text;
  value jsonb;
  field text;
begin
  for key, value in select e.key, e.value from jsonb_each(p_object) as e loop
    field := rollcall.schedule_field(key);
    if field is null or not p_known ? field then
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
      paths := paths || jsonb_build_object(field, rollcall.json_pointer(p_path, key));
    elsif not rollcall.say_the_same(field, fields -> field, value) then
      errors := errors || rollcall.schedule_problem(
        'invalid_shape', rollcall.json_pointer(p_path, key), value,
        format('It contradicts %s, which names the same thing: keep one of the two.', paths ->> field)
      );
    end if;
  end loop;
  return jsonb_build_object(
    'fields', fields, 'paths', paths, 'days', days, 'errors', errors, 'warnings', warnings
  );
end;
$$;
