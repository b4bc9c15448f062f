-- How many events each source has sent, and its newest: what an empty answer is held against.
select source, count() as events, max(timestamp) as newest
from logs
where source in ('edge_logs', 'postgres_logs', 'auth_logs', 'function_edge_logs', 'function_logs', 'postgrest_logs', 'storage_logs', 'realtime_logs', 'supavisor_logs')
group by source
order by source
