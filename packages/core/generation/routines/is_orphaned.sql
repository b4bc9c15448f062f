-- Whether a class to come that no schedule calls for is one to tell of: generation made it, and
-- somebody has moved, paid or edited it since, so that it stays. Cancelled and taught ones are done.
create or replace function rollcall.is_orphaned(p_class public.classes, p_now timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_class.generated_at is not null
    and coalesce(p_class.status::text, '') not in ('cancelled', 'completed')
    and rollcall.class_starts_at(p_class) > p_now
    and rollcall.is_untouched(p_class, p_now) is not true;
end;
$$;
