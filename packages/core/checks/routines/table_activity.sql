-- What Postgres counts for each of the school's tables, and from how many dead or changed rows on
-- autovacuum comes to it. `served` is whether autovacuum does: it is on, for the table too.
create or replace function rollcall.table_activity()
returns table (
  id oid, name text, served boolean, switched_off boolean, rows numeric, live bigint, dead bigint, changed bigint,
  vacuumed_at timestamptz, analyzed_at timestamptz, vacuum_from numeric, analyze_from numeric,
  pages integer, fill_factor numeric, xid_age integer, multixact_age integer
)
language sql
stable
set search_path = ''
as $$
  select
    o.id, o.name,
    current_setting('autovacuum')::boolean and current_setting('track_counts')::boolean
      and coalesce(p.autovacuum_enabled, true),
    not coalesce(p.autovacuum_enabled, true),
    c.reltuples::numeric, s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze,
    greatest(s.last_vacuum, s.last_autovacuum), greatest(s.last_analyze, s.last_autoanalyze),
    least(
      coalesce(p.vacuum_threshold, current_setting('autovacuum_vacuum_threshold')::numeric)
        + coalesce(p.vacuum_scale, current_setting('autovacuum_vacuum_scale_factor')::numeric)
        * greatest(c.reltuples, 0)::numeric,
      -- Since Postgres 18; -1 is none.
      nullif(coalesce(p.vacuum_max, current_setting('autovacuum_vacuum_max_threshold', true)::numeric), -1)
    ),
    coalesce(p.analyze_threshold, current_setting('autovacuum_analyze_threshold')::numeric)
      + coalesce(p.analyze_scale, current_setting('autovacuum_analyze_scale_factor')::numeric)
      * greatest(c.reltuples, 0)::numeric,
    c.relpages, coalesce(p.fill_factor, 100),
    greatest(age(nullif(c.relfrozenxid, '0'::xid)), age(t.relfrozenxid)),
    greatest(mxid_age(nullif(c.relminmxid, '0'::xid)), mxid_age(t.relminmxid))
  from rollcall.school_objects('rm') as o
  join pg_catalog.pg_class as c on c.oid = o.id
  left join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
  left join pg_catalog.pg_stat_all_tables as s on s.relid = o.id
  cross join lateral (
    select
      max(v.option_value) filter (where v.option_name = 'autovacuum_enabled')::boolean as autovacuum_enabled,
      max(v.option_value) filter (where v.option_name = 'autovacuum_vacuum_threshold')::numeric as vacuum_threshold,
      max(v.option_value) filter (where v.option_name = 'autovacuum_vacuum_scale_factor')::numeric as vacuum_scale,
      max(v.option_value) filter (where v.option_name = 'autovacuum_vacuum_max_threshold')::numeric as vacuum_max,
      max(v.option_value) filter (where v.option_name = 'autovacuum_analyze_threshold')::numeric as analyze_threshold,
      max(v.option_value) filter (where v.option_name = 'autovacuum_analyze_scale_factor')::numeric as analyze_scale,
      max(v.option_value) filter (where v.option_name = 'fillfactor')::numeric as fill_factor
    from pg_catalog.pg_options_to_table(c.reloptions) as v
  ) as p
$$;
