-- It is told by now what it used to look up.
drop function if exists rollcall.record_schedule(bigint, jsonb, timestamptz);
