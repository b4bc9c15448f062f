-- Rollcall's roles see every row: a check that saw only some would call a broken school healthy.
do $$
begin
  if not exists (
    select from pg_catalog.pg_policies
    where schemaname = 'public' and tablename = 'classes' and policyname = 'rollcall_reader_looks'
  ) then
    create policy rollcall_reader_looks on public.classes for select to rollcall_reader using (true);
  end if;
end
$$;

do $$
begin
  if not exists (
    select from pg_catalog.pg_policies
    where schemaname = 'public' and tablename = 'classes' and policyname = 'rollcall_operator_adds'
  ) then
    create policy rollcall_operator_adds on public.classes for insert to rollcall_operator with check (true);
  end if;
end
$$;

do $$
begin
  if not exists (
    select from pg_catalog.pg_policies
    where schemaname = 'public' and tablename = 'classes' and policyname = 'rollcall_operator_changes'
  ) then
    create policy rollcall_operator_changes on public.classes for update to rollcall_operator using (true) with check (true);
  end if;
end
$$;

do $$
begin
  if not exists (
    select from pg_catalog.pg_policies
    where schemaname = 'public' and tablename = 'classes' and policyname = 'rollcall_operator_removes'
  ) then
    create policy rollcall_operator_removes on public.classes for delete to rollcall_operator using (true);
  end if;
end
$$;
