-- The week that the last weekly run due has opened is empty: a trigger of the application swallowed
-- what the run made, and the run took it for done.
set local session_replication_role = replica;

delete from public.classes as c
using rollcall.missing_classes_window(rollcall.current_instant(), 0, 2) as w
where coalesce(c.origin_date, c.date) between w.last_date - 6 and w.last_date;
