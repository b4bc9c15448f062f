-- The weekday that a stored value names: 1 Monday to 6 Saturday, 7 Sunday, and 0 where Sunday is
-- stored as 0 (the caller warns). English and Spanish names and their usual abbreviations, in any
-- case, with or without accents. Single letters are not read: in one language or the other each
-- but a few means two days.
create or replace function rollcall.read_weekday(p_value jsonb)
returns integer
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  names constant jsonb := jsonb '{
    "monday": 1, "mon": 1, "mo": 1, "lunes": 1, "lun": 1, "lu": 1,
    "tuesday": 2, "tues": 2, "tue": 2, "tu": 2, "martes": 2, "mar": 2, "ma": 2,
    "wednesday": 3, "weds": 3, "wed": 3, "we": 3, "miercoles": 3, "mier": 3, "mie": 3, "mi": 3,
    "thursday": 4, "thurs": 4, "thur": 4, "thu": 4, "th": 4, "jueves": 4, "jue": 4, "ju": 4,
    "friday": 5, "fri": 5, "fr": 5, "viernes": 5, "vie": 5, "vi": 5,
    "saturday": 6, "sat": 6, "sabado": 6, "sab": 6, "sa": 6,
    "sunday": 7, "sun": 7, "su": 7, "domingo": 7, "dom": 7, "do": 7
  }';
  word text;
begin
  if jsonb_typeof(p_value) = 'number' then
    return case when p_value::numeric in (0, 1, 2, 3, 4, 5, 6, 7) then p_value::integer end;
  end if;
  word := p_value #>> '{}';
  if jsonb_typeof(p_value) <> 'string' or length(word) > 30 then
    return null;
  end if;
  word := btrim(word, E' \t\r\n');
  if word ~ '^[0-7]$' then
    return word::integer;
  end if;
  -- Combining accents go, accented letters lose theirs; `lower` alone depends on the locale.
  word := lower(translate(word, U&'ÁÉÍÓÚáéíóú\0301', 'AEIOUaeiou') collate "C");
  return (names ->> rtrim(word, '.'))::integer;
end;
$$;
