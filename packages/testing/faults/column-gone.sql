-- A tool that compares schemas took it for left over.
-- squawk-ignore ban-drop-column
alter table rollcall.remedies drop column failure;

-- undo
alter table rollcall.remedies add column failure text;
