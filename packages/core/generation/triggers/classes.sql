-- Generation writes generated_at; what leaves it as it was is somebody else's hand, unless generation
-- says that it is its own, twice at one instant.
create or replace trigger rollcall_keep_identity_on_insert
before insert on public.classes
for each row
when (new.generated_at is null)
execute function rollcall.keep_class_identity();

create or replace trigger rollcall_keep_identity_on_update
before update on public.classes
for each row
when (
  new.generated_at is not distinct from old.generated_at
  and current_setting('rollcall.reconciling', true) is distinct from 'on'
)
execute function rollcall.keep_class_identity();

-- A deletion of Rollcall's own is nobody's wish that the class should stay deleted.
create or replace trigger rollcall_remember_deletion
after delete on public.classes
for each row
when (current_setting('rollcall.reconciling', true) is distinct from 'on')
execute function rollcall.remember_deletion();
