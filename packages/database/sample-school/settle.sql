-- Settles the classes that have taken place by $1: most were held, those of a month ago are paid, a
-- few were cancelled, missed or moved. Chance comes from a digest of each class's identity.
with chances as (
  select c.id, c.student_id, c.starts_at < $1::timestamptz - interval '2 hours' as is_over,
         c.starts_at < $1::timestamptz - interval '30 days' as is_billed,
         ('x' || substr(md5(c.student_id || ' ' || c.origin_date || ' ' || c.origin_start_time), 1, 7))::bit(28)::integer % 100 as chance
  from public.classes as c
)
update public.classes as c
set status = case
      when not p.is_over then c.status
      when p.chance < 5 then 'cancelled'
      when p.chance < 8 then 'no_show'
      else 'completed'
    end,
    payment_status = case when p.is_billed and p.chance >= 5 then 'paid' else c.payment_status end,
    date = case when p.chance >= 97 then c.date + 1 else c.date end
from chances as p
where c.id = p.id and c.student_id = p.student_id
  and (p.is_over or p.chance >= 97);
