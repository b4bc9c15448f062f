-- One class for each student and origin. Led by the date, so that a week's classes fill neighbouring
-- pages: led by the student, each weekly run would write every page of it again. Duplicates that
-- forbid it are a finding of `duplicate-classes`.
create unique index concurrently if not exists classes_occurrence_key
on public.classes (
  (coalesce(origin_date, date)), student_id, (coalesce(origin_start_time, start_time))
);
