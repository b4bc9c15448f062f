-- Within what the grants allow, Rollcall's roles see and write all rows of Rollcall's own tables.
do $$
declare
  own text;
begin
  for own in
    select c.relname from pg_catalog.pg_class as c
    where c.relnamespace = 'rollcall'::regnamespace and c.relkind = 'r'
    order by c.relname
  loop
    execute format(
      'create policy rollcall_roles on rollcall.%I to rollcall_reader using (true) with check (true)', own
    );
  end loop;
end
$$;
