-- It answers with other columns now, since a counter may descend.
drop function if exists rollcall.sequences_behind();
