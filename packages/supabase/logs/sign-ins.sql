-- Answers of the sign-in service, by hour, path and status.
select
  toStartOfHour(timestamp) as hour,
  log_attributes['path'] as path,
  toInt32OrZero(log_attributes['status']) as status,
  count() as requests
from logs
where source = 'auth_logs'
  and log_attributes['path'] in ('/token', '/signup', '/otp', '/verify', '/recover', '/magiclink')
group by hour, path, status
order by hour, path, status
