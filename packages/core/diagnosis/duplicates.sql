-- What the document's "Duplicate Classes" looks at, as one row. $1: now.
with ranked as materialized (
  select * from rollcall.rank_duplicate_classes()
)
select
  (select count(*)::integer from ranked as r where r.place > 1) as doubled,
  (select count(*)::integer from ranked as r where r.removable) as removable,
  (select count(distinct r.student_id)::integer from ranked as r) as students,
  coalesce((
    select case when i.indisvalid and i.indisunique then 'valid' else 'invalid' end
    from pg_catalog.pg_index as i
    where i.indexrelid = to_regclass('public.classes_occurrence_key')
      and i.indrelid = 'public.classes'::regclass
  ), 'missing') as index,
  (
    select coalesce(jsonb_agg(w.name order by w.name), '[]')
    from (
      values ('rollcall_keep_identity_on_insert'), ('rollcall_keep_identity_on_update')
    ) as w (name)
    where not exists (
      select from pg_catalog.pg_trigger as t
      where t.tgrelid = 'public.classes'::regclass and t.tgname = w.name and t.tgenabled in ('O', 'A')
    )
  ) as "triggersOff",
  (
    select count(*)::integer
    from public.class_generation_logs as l
    where l.status::text = 'failed'
      and to_jsonb(l.error_details) ->> 'sqlstate' = '23505'
      and l.trigger_time::timestamptz > $1::timestamptz - interval '7 days'
      and l.trigger_time::timestamptz <= $1::timestamptz
  ) as violations
