-- Learns the status and the payment status with which a class begins where generation names none: the
-- defaults of the table's columns. `rollcall migrate` asks for it.
create or replace function rollcall.learn_initial_values()
returns void
language plpgsql
set search_path = ''
as $$
declare
  initial text[] := '{}'::text[];
  each_default record;
  value text;
begin
  for each_default in
    select pg_get_expr(d.adbin, d.adrelid) as expression
    from unnest(array['status', 'payment_status']) with ordinality as c (name, place)
    left join pg_catalog.pg_attribute as a
      on a.attrelid = 'public.classes'::regclass and a.attname = c.name and not a.attisdropped
    left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    order by c.place
  loop
    value := null;
    if each_default.expression is not null then
      execute format('select (%s)::text', each_default.expression) into value;
    end if;
    initial := initial || value;
  end loop;
  update rollcall.school as s
  set initial_status = initial[1], initial_payment_status = initial[2]
  where (s.initial_status, s.initial_payment_status) is distinct from (initial[1], initial[2]);
end;
$$;
