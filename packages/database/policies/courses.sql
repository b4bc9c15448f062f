-- Rollcall's roles see every row: a check that saw only some would call a broken school healthy.
do $$
begin
  if not exists (
    select from pg_catalog.pg_policies
    where schemaname = 'public' and tablename = 'courses' and policyname = 'rollcall_reader_looks'
  ) then
    create policy rollcall_reader_looks on public.courses for select to rollcall_reader using (true);
  end if;
end
$$;
