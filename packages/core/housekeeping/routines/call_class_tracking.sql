-- Calls the edge function class-tracking by pg_net, once this transaction is committed: posts the body as
-- JSON to the path below the address in Vault (`rollcall_class_tracking_url`, such as
-- https://….supabase.co/functions/v1/class-tracking), with the secret that is there as well
-- (`rollcall_class_tracking_secret`). Answers the call's row in rollcall.function_calls, where
-- keep_call_outcomes writes down what became of it. Only who may read Vault can call.
create or replace function rollcall.call_class_tracking(
  p_path text,
  p_body jsonb default '{}',
  p_now timestamptz default rollcall.current_instant()
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  request bigint;
  call bigint;
begin
  if p_path is null or p_path !~ '^[a-z0-9-]+(/[a-z0-9-]+)*$' then
    raise exception 'The path % is none of the function''s', coalesce(quote_literal(p_path), 'null')
      using errcode = 'invalid_parameter_value', hint = 'Give it without the address, for example generate-weekly-classes.';
  end if;
  if p_body is null then
    raise exception 'The body is null' using errcode = 'null_value_not_allowed', hint = 'Leave it out to send {}.';
  end if;
  perform rollcall.require_function_address();

  begin
    -- The secret is no variable and no parameter here, for these can get into the server's log.
    execute $statement$
      select net.http_post(
        url := (
          select rtrim(s.decrypted_secret, '/') || '/' || $1
          from vault.decrypted_secrets as s where s.name = 'rollcall_class_tracking_url'
        ),
        body := $2,
        headers := (
          select jsonb_build_object('Content-Type', 'application/json', 'Authorization', 'Bearer ' || s.decrypted_secret)
          from vault.decrypted_secrets as s where s.name = 'rollcall_class_tracking_secret'
        ),
        -- A function of Supabase has to answer within 150 s.
        timeout_milliseconds := 150000
      )
    $statement$ into request using p_path, p_body;
  exception when others then
    -- The detail of some errors quotes the row that was to be queued, with the secret.
    raise exception 'pg_net could not queue the call: %', sqlerrm
      using errcode = sqlstate, hint = 'Nothing was sent. See whether pg_net is as it was installed, and its tables too.';
  end;

  insert into rollcall.function_calls (request_id, path, requested_at)
  values (request, p_path, p_now)
  returning id into call;
  return call;
end;
$$;
