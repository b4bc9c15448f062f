-- "Created since": rows arrive in the order of created_at, so block ranges do.
create index concurrently if not exists classes_by_created_at on public.classes using brin (created_at);
