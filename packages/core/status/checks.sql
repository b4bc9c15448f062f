-- $1: environment. $2: now. For each check its newest verdict, and since which run it has been in
-- that state without a break.
with verdicts as (
  select v.check_id, v.state, v.verdict, r.now, r.id as run_id
  from rollcall.runs as r
  join rollcall.verdicts as v on v.run_id = r.id
  where r.environment = $1 and r.now <= $2::timestamptz
),
newest as (
  select distinct on (v.check_id) v.*
  from verdicts as v
  order by v.check_id, v.now desc, v.run_id desc
)
select n.check_id as "check",
       n.verdict ->> 'title' as title,
       n.state,
       n.now as "lookedAt",
       n.verdict ->> 'reason' as reason,
       jsonb_array_length(coalesce(n.verdict -> 'findings', '[]')) + coalesce((n.verdict ->> 'more')::integer, 0) as findings,
       (
         select min(same.now)
         from verdicts as same
         where same.check_id = n.check_id
           and same.state = n.state
           and not exists (
             select from verdicts as other
             where other.check_id = n.check_id
               and other.state <> n.state
               and (other.now, other.run_id) > (same.now, same.run_id)
           )
       ) as since
from newest as n
order by n.check_id
