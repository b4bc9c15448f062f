-- Each is counted by itself.
select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03);
select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03);
select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03);
select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03);
select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03); select pg_sleep(0.03);
