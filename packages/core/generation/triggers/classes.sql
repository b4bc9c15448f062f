-- Generation writes generated_at; what leaves it as it was is somebody else's hand.
create or replace trigger rollcall_keep_identity_on_insert
before insert on public.classes
for each row
when (new.generated_at is null)
execute function rollcall.keep_class_identity();

create or replace trigger rollcall_keep_identity_on_update
before update on public.classes
for each row
when (new.generated_at is not distinct from old.generated_at)
execute function rollcall.keep_class_identity();
