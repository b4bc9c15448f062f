-- A clean-up of "unused" functions took it along.
drop function rollcall.weekly_tick(timestamptz);
