-- As a guide for restores says, and nobody put it back: in new sessions no trigger works.
do $$
begin
  execute format('alter database %I set session_replication_role = replica', current_database());
end
$$;

-- undo
do $$
begin
  execute format('alter database %I reset session_replication_role', current_database());
end
$$;
