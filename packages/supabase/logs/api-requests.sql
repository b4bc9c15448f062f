-- Requests to the API, by hour and status.
select
  toStartOfHour(timestamp) as hour,
  toInt32OrZero(log_attributes['response.status_code']) as status,
  count() as requests
from logs
where source = 'edge_logs'
group by hour, status
order by hour, status
