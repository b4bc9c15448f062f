-- An import switched off what keeps the origin of a class, and nobody switched it on again.
alter table public.classes disable trigger rollcall_keep_identity_on_update;
