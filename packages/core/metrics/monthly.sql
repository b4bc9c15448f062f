-- $1: now. It reads every class, once.
with classes as materialized (
  select rollcall.quotable(c.status::text) as status, rollcall.quotable(c.payment_status::text) as payment,
         count(*) as number
  from public.classes as c
  where c.created_at is null or c.created_at::timestamptz <= $1
  group by c.status::text, c.payment_status::text
)
select 'classes-total' as metric, coalesce(sum(c.number), 0)::numeric as value from classes as c
union all
select 'classes-by-status/' || c.status, sum(c.number) from classes as c group by c.status
union all
select 'classes-by-payment/' || c.payment, sum(c.number) from classes as c group by c.payment
union all
select 'database-size', pg_database_size(current_database())
