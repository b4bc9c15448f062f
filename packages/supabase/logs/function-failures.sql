-- The newest failed calls of edge functions, without address, query, body or message.
select
  timestamp,
  id,
  log_attributes['function_id'] as function_id,
  log_attributes['execution_id'] as execution_id,
  log_attributes['request.method'] as method,
  toInt32OrZero(log_attributes['response.status_code']) as status
from logs
where source = 'function_edge_logs'
  and toInt32OrZero(log_attributes['response.status_code']) >= 400
order by timestamp desc
