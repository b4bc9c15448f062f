-- $1: now. Weeks are ISO weeks in the school's zone.
with school as (
  select s.timezone, date_trunc('week', rollcall.local_date($1::timestamptz)::timestamp) as monday
  from rollcall.school as s
),
-- Once, not once for each class.
weeks as materialized (
  select
    rollcall.wall_to_instant(s.monday, s.timezone) as this_week,
    rollcall.wall_to_instant(s.monday - interval '7 days', s.timezone) as last_week
  from school as s
),
totals as (
  select
    count(*) as classes,
    count(*) filter (where c.status = 'completed' or c.payment_status = 'paid') as settled,
    count(*) filter (where c.created_at >= w.this_week and c.created_at <= $1) as created_this_week,
    count(*) filter (where c.created_at >= w.last_week and c.created_at < w.this_week) as created_last_week,
    count(*) filter (where c.status is null) as without_status,
    count(*) filter (where c.payment_status is null) as without_payment_status,
    min(c.id::text) filter (where c.status is null) as example_without_status,
    min(c.id::text) filter (where c.payment_status is null) as example_without_payment_status
  from public.classes as c
  cross join weeks as w
),
by_status as (
  select case when c.status is not null then rollcall.quotable(c.status::text) end as status, count(*) as classes
  from public.classes as c
  group by c.status
),
by_payment_status as (
  select
    case when c.payment_status is not null then rollcall.quotable(c.payment_status::text) end as payment_status,
    count(*) as classes
  from public.classes as c
  group by c.payment_status
),
top_students as (
  select
    c.student_id,
    count(*) as classes,
    count(*) filter (where c.status = 'completed') as completed,
    count(*) filter (where c.payment_status = 'paid') as paid
  from public.classes as c
  group by c.student_id
  order by count(*) desc, c.student_id
  limit 10
),
findings as (
  select
    'classes/without-' || gap.kind as key,
    format(
      '%s classes have no %s, class %s among them, so nobody can tell %s: set %s in their rows.',
      gap.classes, gap.kind, gap.example, gap.question, gap.column_name
    ) as detail,
    jsonb_build_object('column', gap.column_name, 'classes', gap.classes) as subject
  from totals as t
  cross join lateral (
    values
      ('status', 'status', 'whether they took place', t.without_status, t.example_without_status),
      ('payment-status', 'payment_status', 'whether they are paid', t.without_payment_status,
       t.example_without_payment_status)
  ) as gap (kind, column_name, question, classes, example)
  where gap.classes > 0
),
evidence as (
  select jsonb_build_object(
    'examined', t.classes,
    'settled', t.settled,
    'createdThisWeek', t.created_this_week,
    'createdLastWeek', t.created_last_week,
    'byStatus', (
      select jsonb_agg(jsonb_build_object(
        'status', b.status, 'count', b.classes, 'percentage', round(b.classes * 100.0 / t.classes, 2)
      ) order by b.classes desc, b.status)
      from by_status as b
    ),
    'byPaymentStatus', (
      select jsonb_agg(jsonb_build_object(
        'paymentStatus', b.payment_status, 'count', b.classes,
        'percentage', round(b.classes * 100.0 / t.classes, 2)
      ) order by b.classes desc, b.payment_status)
      from by_payment_status as b
    ),
    'topStudents', (
      select jsonb_agg(jsonb_build_object(
        'studentId', s.student_id, 'classes', s.classes, 'completed', s.completed, 'paid', s.paid
      ) order by s.classes desc, s.student_id)
      from top_students as s
    )
  ) as evidence
  from totals as t
)
select f.key, 'warning' as severity, f.detail, f.subject, e.evidence
from evidence as e
left join findings as f on true
order by f.key
