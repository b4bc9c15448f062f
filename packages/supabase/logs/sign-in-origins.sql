-- From which countries sign-ins were tried, and how many of them were refused.
select
  log_attributes['request.cf.country'] as country,
  toInt32OrZero(log_attributes['response.status_code']) as status,
  count() as requests
from logs
where source = 'edge_logs'
  and log_attributes['request.path'] = '/auth/v1/token'
group by country, status
order by requests desc, country, status
