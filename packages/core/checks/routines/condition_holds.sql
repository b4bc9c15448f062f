-- Whether a condition of a policy holds for every row, for a role of the API of which nothing more is
-- known: anybody (anon), or somebody who has just signed in. `p_statement` is what
-- rollcall.row_independent made of it; false where that is null, or fails.
create or replace function rollcall.condition_holds(p_statement text, p_role text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  -- Nobody's.
  person uuid := case when p_role <> 'anon' then uuid '5c0f2f0e-7d1b-4a55-9d8e-6f3b1a2c4d5e' end;
  claims jsonb := jsonb_strip_nulls(jsonb_build_object('sub', person, 'role', p_role, 'aud', p_role));
  holds boolean;
  -- The session's own, which come back afterwards. Not everybody may name them in a SET of a function.
  own_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  own_role constant text := coalesce(current_setting('request.jwt.claim.role', true), '');
  own_sub constant text := coalesce(current_setting('request.jwt.claim.sub', true), '');
begin
  if p_statement is null then
    return false;
  end if;
  -- What the API tells the database of its caller.
  perform set_config('request.jwt.claims', claims::text, true),
          set_config('request.jwt.claim.role', p_role, true),
          set_config('request.jwt.claim.sub', person::text, true);
  execute p_statement into holds
    using person, p_role, claims, case when person is not null then 'somebody@example.com' end;
  perform set_config('request.jwt.claims', own_claims, true),
          set_config('request.jwt.claim.role', own_role, true),
          set_config('request.jwt.claim.sub', own_sub, true);
  return holds;
exception
  when others then return false;
end;
$$;
