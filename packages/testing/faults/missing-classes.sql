-- The coming classes of the student of the lowest id who has at least two that nobody touched.
delete from public.classes as c
where c.student_id = (
    select u.student_id
    from public.classes as u
    where rollcall.is_untouched(u, rollcall.current_instant())
    group by u.student_id
    having count(*) >= 2
    order by u.student_id
    limit 1
  )
  and rollcall.is_untouched(c, rollcall.current_instant());
