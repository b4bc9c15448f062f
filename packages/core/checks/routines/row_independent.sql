-- The statement that works out a condition of a policy on a row of nulls, or null where that would
-- prove nothing or run something unknown: only what Postgres brings along, and what changes nothing,
-- may be in it, and where columns are, only what answers null to null. $1, $2, $3 and $4 are who
-- asks, the role, the claims and the address, for Supabase's own functions that tell them.
-- `p_tree` is the condition as Postgres keeps it, `p_condition` as it writes it.
create or replace function rollcall.row_independent(p_relation oid, p_tree text, p_condition text)
returns table (statement text)
language sql
stable
set search_path = ''
as $$
with known (node, with_columns) as (
  values
    ('ARRAY', true), ('ARRAYEXPR', true), ('BOOLEXPR', true), ('COERCEVIAIO', true), ('CONST', true),
    ('FROMEXPR', true), ('FUNCEXPR', true), ('OPEXPR', true), ('QUERY', true), ('RELABELTYPE', true),
    ('SCALARARRAYOPEXPR', true), ('SQLVALUEFUNCTION', true), ('SUBLINK', true), ('TARGETENTRY', true),
    ('VAR', true),
    ('ARRAYCOERCEEXPR', false), ('BOOLEANTEST', false), ('CASE', false), ('CASEEXPR', false),
    ('CASETESTEXPR', false), ('CASEWHEN', false), ('COALESCE', false), ('COALESCEEXPR', false),
    ('DISTINCTEXPR', false), ('NULLTEST', false), ('NULLIFEXPR', false), ('WHEN', false)
),
columns as (
  select
    string_agg(format('null::%s as %I', format_type(a.atttypid, a.atttypmod), a.attname), ', ' order by a.attnum) as nulls,
    -- Of a column that is never null, that it is not null and that it is itself says nothing.
    string_agg(
      regexp_replace(format('%I', a.attname), '([^[:alnum:]_])', '\\\1', 'g'), '|' order by a.attnum
    ) filter (where a.attnotnull) as never_null
  from pg_catalog.pg_attribute as a
  where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
    and a.atttypid < 16384
),
said as (
  select
    c.nulls, p_condition as condition,
    format('\((%s) IS NOT NULL\)', c.never_null) as not_null,
    format('\((%s) = \1\)', c.never_null) as same
  from columns as c
),
parts as (
  select
    array(select m.found[1] from regexp_matches(p_tree, '\{([A-Z_]+)', 'g') as m (found)) as nodes,
    array(
      select m.found[1]::oid from regexp_matches(p_tree, ':(?:opfuncid|funcid) (\d+)', 'g') as m (found)
    ) as functions
)
select format(
  'select coalesce((%s)::boolean, false) from (select %s) as %I',
  replace(replace(replace(replace(regexp_replace(
    regexp_replace(regexp_replace(s.condition, s.not_null, 'true', 'g'), s.same, 'true', 'g'),
    '\m(CURRENT_USER|CURRENT_ROLE)\M', '$2::name', 'g'
  ), 'auth.uid()', '$1'), 'auth.role()', '$2'), 'auth.jwt()', '$3'), 'auth.email()', '$4'),
  coalesce(s.nulls, '1'), r.relname
)
from said as s
cross join parts as t
cross join lateral (select 'VAR' = any (t.nodes) as any_column) as v
join pg_catalog.pg_class as r on r.oid = p_relation
where not exists (
    select from unnest(t.nodes) as n (node)
    where not exists (
      select from known as k
      where k.node = n.node
        and (
          k.with_columns or not v.any_column
          or k.node = 'NULLTEST'
          and cardinality(array_positions(t.nodes, 'NULLTEST')) = regexp_count(s.condition, s.not_null)
        )
    )
  )
  and not exists (
    select from unnest(t.functions) as u (id)
    join pg_catalog.pg_proc as f on f.oid = u.id
    join pg_catalog.pg_namespace as n on n.oid = f.pronamespace
    where not (n.nspname = 'auth' and f.proname in ('uid', 'role', 'jwt', 'email') and f.pronargs = 0)
      and not (
        f.oid < 16384 and (f.provolatile = 'i' or f.proname = 'current_setting')
        and (f.proisstrict or not v.any_column)
      )
  )
$$;
