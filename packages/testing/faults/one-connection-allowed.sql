-- As before a restore, when nobody else may come in.
do $$
begin
  execute format('alter database %I connection limit 1', current_database());
end
$$;

-- undo
do $$
begin
  execute format('alter database %I connection limit -1', current_database());
end
$$;
