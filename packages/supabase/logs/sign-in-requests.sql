-- Requests for a session, by hour, country and status. The address that they came from is not read.
select
  toStartOfHour(timestamp) as hour,
  log_attributes['request.cf.country'] as country,
  toInt32OrZero(log_attributes['response.status_code']) as status,
  count() as requests
from logs
where source = 'edge_logs'
  and log_attributes['request.path'] = '/auth/v1/token'
group by hour, country, status
order by requests desc, hour, country, status
