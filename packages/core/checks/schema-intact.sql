-- $1: now; what is not as it was deployed is so at any time, and the query does not use it. Catalogs
-- and what the last migration wrote down.
with judges as (
  -- Those that compare can't be asked about themselves.
  select o.name, o.definition, 'md5 ' || md5(pg_get_functiondef(to_regprocedure(o.name))) as is_now
  from rollcall.deployed_objects as o
  where o.part = 'function'
    and o.name in ('rollcall.described_objects()', 'rollcall.schema_differences()')
    and $1::timestamptz is not null
),
differences as materialized (
  select
    d.part, d.difference, d.was, d.is_now, d.was_statement, d.now_statement, d.statement, d.upgraded,
    -- Somebody else's object may bear any name.
    case when d.name ~ '^[\x20-\x7e]+$' then d.name else 'unnamed-' || left(md5(d.name), 8) end as name
  from rollcall.schema_differences() as d
  where not exists (select from judges as j where d.part = 'function' and j.name = d.name)
),
findings as (
  select
    d.part || '/' || d.name as key,
    case
      when d.part = 'index' and d.was not like 'CREATE UNIQUE%' then 'warning'
      when d.part = 'grant' and d.difference <> 'extra' then 'warning'
      when d.difference = 'extra' and not (d.part = 'grant' and d.name ~ ' to (anon|authenticated|public)$') then 'warning'
      else 'error'
    end as severity,
    format(
      '%s %s%s: %s.',
      upper(left(d.part, 1)) || substr(d.part, 2), d.name,
      case
        when d.difference = 'missing' then ' is missing'
        when d.difference = 'extra' then ' stands among what is Rollcall''s and was not deployed'
        when d.is_now like '%NOT AS USUAL: D' then ' is switched off'
        when d.is_now like '%NOT AS USUAL%' then ' fires in other sessions than it was deployed for'
        when d.is_now like '%INVALID' then ' is invalid'
        when d.part in ('table', 'grant')
          then format(' was changed from "%s" to "%s"', d.was, d.is_now)
        when d.part = 'function' then case
          when split_part(d.was_statement, E'\nAS $', 1) = split_part(d.now_statement, E'\nAS $', 1)
            then ' has another body than was deployed'
          else ' has other attributes than were deployed' end
        else ' is not as it was deployed'
      end,
      case
        when d.statement is not null then '`rollcall remedy reapply-routines --apply` puts that right'
        when d.difference = 'extra' then 'drop it, or move it to a schema of your own'
        when d.part = 'index' then 'drop it if it is there, then `rollcall migrate` builds it'
        else 'bring it back as it was, from a backup if rows went with it'
      end
    ) as detail,
    jsonb_build_object('part', d.part, 'name', d.name, 'difference', d.difference) as subject
  from differences as d
  where not d.upgraded
  union all
  select
    'function/' || j.name, 'error',
    format('Function %s, which compares the others, is not as it was deployed: `rollcall migrate` puts it back.', j.name),
    jsonb_build_object('part', 'function', 'name', j.name, 'difference', 'changed')
  from judges as j
  where j.is_now is distinct from j.definition
    and not exists (select from differences as d where d.upgraded)
),
evidence as (
  select jsonb_build_object(
    'examined', (select count(*) from rollcall.deployed_objects as o where o.part <> 'deployment'),
    'parts', (
      select coalesce(jsonb_object_agg(p.part, p.objects), '{}')
      from (
        select o.part, count(*) as objects
        from rollcall.deployed_objects as o where o.part <> 'deployment' group by o.part
      ) as p
    ),
    -- Another major version words definitions otherwise, so that they can't be compared.
    'unseen', (select count(*) from differences as d where d.upgraded),
    'deployedUnderPostgres', (
      select o.definition from rollcall.deployed_objects as o where o.part = 'deployment' and o.name = 'postgres'
    ),
    'postgres', current_setting('server_version_num')::integer / 10000,
    'deployedAt', (select d.deployed_at from rollcall.deployments as d)
  ) as evidence
)
select f.key, f.severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
