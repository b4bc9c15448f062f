-- $1: environment. $2: now.
select distinct on (r.checklist) r.checklist, r.now, r.looked_as as "lookedAs"
from rollcall.runs as r
where r.environment = $1 and r.now <= $2::timestamptz
order by r.checklist, r.now desc, r.id desc
