-- The seven days from tomorrow on.
insert into rollcall.closures (starts_on, ends_on, reason)
select d.today + 1, d.today + 7, 'flood'
from (select rollcall.local_date(rollcall.current_instant()) as today) as d
on conflict do nothing;

-- undo
delete from rollcall.closures where reason = 'flood';
