-- Raises an error that says what is missing for calling the edge function, or wrong: an extension, or
-- one of the two secrets in Vault. It quotes neither.
create or replace function rollcall.require_function_address()
returns void
language plpgsql
set search_path = ''
as $$
declare
  address_is_safe boolean;
  secret_is_plain boolean;
begin
  if not exists (
    select from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = 'net' and p.proname = 'http_post'
  ) then
    raise exception 'There is no pg_net in this database, by which the function would be called'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Run `create extension pg_net`, or have the schedule call rollcall.weekly_tick, which needs no function.';
  end if;
  if not exists (
    select from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'vault' and c.relname = 'decrypted_secrets'
  ) then
    raise exception 'There is no Vault in this database, which would hold the function''s address and secret'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Run `create extension supabase_vault`, then `select vault.create_secret(''…'', ''rollcall_class_tracking_url'')` and the same for rollcall_class_tracking_secret.';
  end if;

  execute $query$
    select
      -- In the clear only on the way to a server beside this one.
      (
        select coalesce(
          s.decrypted_secret ~ '^(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1|kong|host\.docker\.internal))(:[0-9]+)?(/[a-z0-9_-]+)*/?$',
          false
        )
        from vault.decrypted_secrets as s where s.name = 'rollcall_class_tracking_url'
      ),
      (
        select coalesce(s.decrypted_secret ~ '^[!-~]+$', false)
        from vault.decrypted_secrets as s where s.name = 'rollcall_class_tracking_secret'
      )
  $query$ into address_is_safe, secret_is_plain;
  if address_is_safe is null or secret_is_plain is null then
    raise exception 'Vault has no secret named %',
      case when address_is_safe is null then 'rollcall_class_tracking_url' else 'rollcall_class_tracking_secret' end
      using errcode = 'object_not_in_prerequisite_state', hint = 'Make it by `select vault.create_secret(''…'', ''<name>'')`.';
  end if;
  if not address_is_safe then
    raise exception 'The secret rollcall_class_tracking_url in Vault is no address that starts with https://'
      using errcode = 'invalid_parameter_value', hint = 'Write https://<project>.supabase.co/functions/v1/class-tracking into it by vault.update_secret.';
  end if;
  if not secret_is_plain then
    raise exception 'The secret rollcall_class_tracking_secret in Vault holds spaces, line breaks or other characters that no header can carry'
      using errcode = 'invalid_parameter_value', hint = 'Make one of letters and figures, and give it to the function too.';
  end if;
end;
$$;
