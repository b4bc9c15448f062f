-- Keeps what a class's row says of itself true when anything but generation writes it: the origin
-- stays when the class is moved, an edit is remembered, and the derived columns follow.
-- It acts as the owner, because an application's role can't see the school's settings.
create or replace function rollcall.keep_class_identity()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  derived constant text[] := array[
    'updated_at', 'edited_at', 'starts_at', 'origin_date', 'origin_start_time', 'generated_at'
  ];
begin
  if tg_op = 'UPDATE' then
    new.origin_date := coalesce(new.origin_date, old.origin_date, old.date);
    new.origin_start_time := coalesce(new.origin_start_time, old.origin_start_time, old.start_time);
    if to_jsonb(new) - derived is distinct from to_jsonb(old) - derived then
      new.edited_at := rollcall.current_instant();
    end if;
  else
    if not exists (select from public.students as s where s.id = new.student_id) then
      raise exception 'there is no student % for this class', new.student_id
        using errcode = 'foreign_key_violation';
    end if;
    new.origin_date := coalesce(new.origin_date, new.date);
    new.origin_start_time := coalesce(new.origin_start_time, new.start_time);
    -- An extra class at the hour from which another was moved away is no double of that: the least
    -- that a time can differ by tells the two origins apart.
    while new.origin_start_time < time '23:59:59.999999' and exists (
      select from public.classes as c
      where coalesce(c.origin_date, c.date) = new.origin_date
        and c.student_id = new.student_id
        and coalesce(c.origin_start_time, c.start_time) = new.origin_start_time
        and (c.date, c.start_time) <> (new.date, new.start_time)
    ) loop
      new.origin_start_time := new.origin_start_time + interval '1 microsecond';
    end loop;
    -- Whoever puts a class back takes its deletion back.
    update rollcall.deleted_classes as d
    set superseded = true
    where d.student_id = new.student_id
      and d.origin_date = new.origin_date
      and d.origin_start_time = new.origin_start_time
      and not d.superseded;
  end if;

  new.timezone := coalesce(new.timezone, (select school.timezone from rollcall.school));
  -- Of start, end and duration the one that was left alone follows the others.
  if tg_op = 'UPDATE' and new.end_time is not null and new.duration_minutes is not null then
    if new.end_time is distinct from old.end_time and new.duration_minutes is not distinct from old.duration_minutes then
      new.duration_minutes := null;
    elsif new.end_time is not distinct from old.end_time
      and (new.start_time, new.duration_minutes) is distinct from (old.start_time, old.duration_minutes) then
      new.end_time := null;
    end if;
  end if;
  if new.duration_minutes is null and new.end_time is not null then
    new.duration_minutes := mod(extract(epoch from new.end_time - new.start_time)::integer / 60 + 1440, 1440);
  elsif new.end_time is null and new.duration_minutes is not null then
    new.end_time := new.start_time + new.duration_minutes * interval '1 minute';
  end if;
  if tg_op = 'INSERT' or new.starts_at is null
     or (new.date, new.start_time, new.timezone) is distinct from (old.date, old.start_time, old.timezone) then
    new.starts_at := rollcall.wall_to_instant(new.date + new.start_time, new.timezone);
  end if;
  return new;
end;
$$;
