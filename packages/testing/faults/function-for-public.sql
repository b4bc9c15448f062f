-- A grant to be done with permission errors.
grant execute on function public.remove_duplicate_classes() to anon;
