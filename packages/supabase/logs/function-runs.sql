-- Calls of edge functions, by function, route of class tracking, status and how long they took: in
-- steps of 50 ms, from the first second on of half a second, from the tenth on of five seconds.
select
  log_attributes['function_id'] as function_id,
  if(
    log_attributes['request.pathname'] like '%/webhook',
    'webhook',
    if(log_attributes['request.pathname'] like '%/generate-weekly-classes', 'weekly', 'other')
  ) as route,
  toInt32OrZero(log_attributes['response.status_code']) as status,
  if(
    toInt32OrZero(log_attributes['execution_time_ms']) < 1000,
    intDiv(toInt32OrZero(log_attributes['execution_time_ms']), 50) * 50,
    if(
      toInt32OrZero(log_attributes['execution_time_ms']) < 10000,
      intDiv(toInt32OrZero(log_attributes['execution_time_ms']), 500) * 500,
      intDiv(toInt32OrZero(log_attributes['execution_time_ms']), 5000) * 5000
    )
  ) as milliseconds,
  count() as calls,
  -- Those whose time can be read.
  countIf(
    toInt32OrZero(log_attributes['execution_time_ms']) > 0
    or log_attributes['execution_time_ms'] = '0'
  ) as timed,
  max(timestamp) as newest
from logs
where source = 'function_edge_logs'
group by function_id, route, status, milliseconds
order by calls desc, function_id, route, status, milliseconds
