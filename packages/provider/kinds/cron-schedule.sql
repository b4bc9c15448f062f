-- The jobs of pg_cron with the name $1, that of this session's role first. Others' are visible to
-- superusers and who passes over row level security only.
select
  j.jobid as id,
  j.schedule,
  j.command,
  j.database,
  j.active,
  j.username as owner,
  j.username = current_user as "isOwn"
from cron.job as j
where j.jobname::text = $1
order by j.username = current_user desc, j.jobid;
