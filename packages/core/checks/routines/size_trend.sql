-- How the database has grown in the last half year, from what was measured and its size now: so many
-- intervals of a day at least, over so many days, by so many bytes a day, with the variance of that a
-- day. After it shrank by a fifth or more it is counted from there on.
create or replace function rollcall.size_trend(p_now timestamptz, p_bytes bigint)
returns table (intervals bigint, days double precision, daily double precision, variance double precision)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with points as (
    (
      select distinct on ((t.measured_at at time zone 'UTC')::date) t.measured_at, t.bytes
      from rollcall.table_sizes as t
      where t.name = 'database'
        and t.measured_at > p_now - interval '180 days' and t.measured_at <= p_now - interval '20 hours'
      order by (t.measured_at at time zone 'UTC')::date, t.measured_at desc
    )
    union all
    select p_now, p_bytes
  ),
  steps as (
    select p.measured_at,
           extract(epoch from p.measured_at - lag(p.measured_at) over w)::double precision / 86400 as days,
           (p.bytes - lag(p.bytes) over w)::double precision as bytes,
           p.bytes < 0.8 * lag(p.bytes) over w as shrank
    from points as p
    window w as (order by p.measured_at)
  ),
  grown as (
    select s.days, s.bytes
    from steps as s
    where s.days is not null
      and s.measured_at > coalesce((select max(k.measured_at) from steps as k where k.shrank), '-infinity')
  ),
  mean as (
    select count(*) as intervals, coalesce(sum(g.days), 0) as days, sum(g.bytes) / nullif(sum(g.days), 0) as daily
    from grown as g
  )
  select m.intervals, m.days, m.daily,
         (
           select sum((g.bytes - m.daily * g.days) ^ 2 / g.days) / nullif(m.intervals - 1, 0)
           from grown as g
         )
  from mean as m;
end;
$$;
