-- Dropped to get an import through.
-- squawk-ignore ban-drop-not-null
alter table rollcall.runs alter column environment drop not null;

-- undo
-- squawk-ignore adding-not-nullable-field
alter table rollcall.runs alter column environment set not null;
