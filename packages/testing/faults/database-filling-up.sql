-- Measured every four days: three quarters of a MB more each day.
insert into rollcall.table_sizes (name, measured_at, bytes)
select 'database', rollcall.current_instant() - n * interval '1 day',
       pg_database_size(current_database()) - n * 786432
from generate_series(4, 16, 4) as n;

-- undo
delete from rollcall.table_sizes where name = 'database';
