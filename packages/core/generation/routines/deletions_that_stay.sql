-- The origins, between two dates, of the classes that somebody deleted on purpose: alone in a
-- transaction. What went in bulk was lost or cleared away, and is missing.
create or replace function rollcall.deletions_that_stay(
  p_from date,
  p_to date,
  p_student bigint default null
)
returns table (student_id bigint, origin_date date, origin_start_time time)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select d.student_id, d.origin_date, d.origin_start_time
  from rollcall.deleted_classes as d
  where d.origin_date between p_from and p_to
    and not d.superseded
    and (p_student is null or d.student_id = p_student)
    and not exists (
      select from rollcall.deleted_classes as other
      where other.transaction_id = d.transaction_id
        and other.deleted_at = d.deleted_at
        and (other.student_id, other.origin_date, other.origin_start_time)
          <> (d.student_id, d.origin_date, d.origin_start_time)
    );
end;
$$;
