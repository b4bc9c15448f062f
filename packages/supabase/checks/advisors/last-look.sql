-- $1: environment. $2: now. The newest look at the advisors before this one that saw: which lints it
-- told, and whether it told all of them.
select r.now as "lookedAt",
       v.verdict ->> 'more' is null as "isWhole",
       array(
         select f ->> 'key' from jsonb_array_elements(coalesce(v.verdict -> 'findings', '[]')) as f
         union
         select jsonb_array_elements_text(coalesce(v.verdict -> 'evidence' -> 'silenced', '[]'))
       ) as keys
from rollcall.verdicts as v
join rollcall.runs as r on r.id = v.run_id
where v.check_id = 'advisors'
  and v.state in ('pass', 'fail')
  and r.environment = $1
  and r.now < $2::timestamptz
order by r.now desc, r.id desc
limit 1
