-- Whether generation may still change or remove a class: nobody has taught, paid, cancelled, moved
-- or edited it, and it has not begun. A status or payment counts as touched unless it is ours or the
-- one with which the application's table begins (rollcall.school knows it); as text, because it may be
-- an enum that lacks our words.
create or replace function rollcall.is_untouched(p_class public.classes, p_now timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select (p_class.status::text = 'scheduled' or p_class.status::text is not distinct from s.initial_status)
      and (
        coalesce(p_class.payment_status::text, 'unpaid') in ('unpaid', 'pending')
        or p_class.payment_status::text is not distinct from s.initial_payment_status
      )
      and p_class.edited_at is null
      and p_class.date = coalesce(p_class.origin_date, p_class.date)
      and p_class.start_time = coalesce(p_class.origin_start_time, p_class.start_time)
      and rollcall.class_starts_at(p_class) > p_now
    from rollcall.school as s
  );
end;
$$;
