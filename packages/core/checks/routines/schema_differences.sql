-- Where what Rollcall owns differs from what its last migration left: `missing`, `changed`, or `extra`
-- where nobody deployed it. `statement` puts that right, where a statement can without touching what
-- is the application's. `upgraded`: another major version of Postgres words definitions otherwise.
create or replace function rollcall.schema_differences()
returns table (
  part text, name text, difference text, was text, is_now text, was_statement text, now_statement text,
  statement text, upgraded boolean
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with described as materialized (
    select o.part, o.name, o.kept, o.statement from rollcall.described_objects() as o where o.kept is not null
  ),
  wanted as materialized (
    select o.part, o.name, o.definition, o.statement from rollcall.deployed_objects as o where o.part <> 'deployment'
  ),
  compared as (
    select
      coalesce(w.part, d.part) as part, coalesce(w.name, d.name) as name,
      case when d.name is null then 'missing' when w.name is null then 'extra' else 'changed' end as difference,
      w.definition as was, d.kept as is_now, w.statement as was_statement, d.statement as now_statement
    from wanted as w
    full join described as d on d.part = w.part and d.name = w.name
    where w.definition is distinct from d.kept
  )
  select
    c.part, c.name, c.difference, c.was, c.is_now, c.was_statement, c.now_statement,
    case
      when c.difference = 'extra' then
        case when c.part = 'grant' and c.name ~ '^[\w.,()\[\] ]+$' then split_part(c.now_statement, ';', 1) end
      -- A new function may be called by everybody, until that is taken back.
      when c.part = 'function' and c.difference = 'missing' then c.was_statement || format(
        '; revoke all on function %s from public, anon, authenticated, service_role, rollcall_reader, rollcall_operator',
        c.name
      )
      else c.was_statement
    end,
    c.difference = 'changed' and exists (
      select from rollcall.deployed_objects as b
      where b.part = 'deployment'
        and b.name = 'postgres' and b.definition <> (current_setting('server_version_num')::integer / 10000)::text
    )
  from compared as c
  -- What stood on a table that is gone is gone with it.
  where not exists (
    select from compared as t
    where t.part = 'table' and t.difference = 'missing' and c.part <> 'table'
      and (starts_with(c.name, t.name || '.') or starts_with(c.name, t.name || ' '))
  )
  order by c.part, c.name;
end;
$$;
