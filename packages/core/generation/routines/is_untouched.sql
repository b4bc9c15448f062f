-- Whether generation may still change or remove a class: nobody has taught, paid, cancelled, moved
-- or edited it, and it has not begun. Any status or payment that we don't know counts as touched;
-- as text, because an application may keep them as an enum that lacks our words.
create or replace function rollcall.is_untouched(p_class public.classes, p_now timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_class.status::text = 'scheduled'
    and coalesce(p_class.payment_status::text, 'unpaid') in ('unpaid', 'pending')
    and p_class.edited_at is null
    and p_class.date = coalesce(p_class.origin_date, p_class.date)
    and p_class.start_time = coalesce(p_class.origin_start_time, p_class.start_time)
    and rollcall.class_starts_at(p_class) > p_now;
end;
$$;
