-- Calls of edge functions, by function, status and how long they took in steps of 50 ms.
select
  log_attributes['function_id'] as function_id,
  toInt32OrZero(log_attributes['response.status_code']) as status,
  intDiv(toInt32OrZero(log_attributes['execution_time_ms']), 50) * 50 as milliseconds,
  count() as calls,
  min(timestamp) as oldest,
  max(timestamp) as newest
from logs
where source = 'function_edge_logs'
group by function_id, status, milliseconds
order by function_id, status, milliseconds
