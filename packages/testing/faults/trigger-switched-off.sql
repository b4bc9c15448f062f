-- An import switched a trigger of the application off, and nobody switched it on again.
create function public.touch_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;

create trigger touch_updated_at before update on public.students
for each row execute function public.touch_updated_at();

alter table public.students disable trigger touch_updated_at;

-- undo
alter table public.students enable trigger touch_updated_at;
