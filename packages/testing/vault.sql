-- Stands in for Supabase's vault on a server without its extension: the same schema, table, view and
-- functions as supabase_vault 0.3.1 makes, under the same privileges. What the extension encrypts with
-- a key outside the database is only turned around here: nothing that is a secret belongs into it.
create schema vault;

create function vault._crypto_aead_det_noncegen() returns bytea
language sql
volatile
set search_path = ''
as $$
  select pg_catalog.decode(pg_catalog.replace(pg_catalog.gen_random_uuid()::text, '-', ''), 'hex')
$$;

create function vault._crypto_aead_det_encrypt(
  message bytea,
  additional bytea,
  key_id bigint,
  context bytea default 'pgsodium',
  nonce bytea default null
) returns bytea
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.convert_to(pg_catalog.reverse(pg_catalog.encode(message, 'hex')), 'utf8')
$$;

create function vault._crypto_aead_det_decrypt(
  message bytea,
  additional bytea,
  key_id bigint,
  context bytea default 'pgsodium',
  nonce bytea default null
) returns bytea
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.decode(pg_catalog.reverse(pg_catalog.convert_from(message, 'utf8')), 'hex')
$$;

create table vault.secrets (
  id uuid primary key default pg_catalog.gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);

-- Named as Postgres names the extension's, so that an error about a name that is taken reads the same.
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

create view vault.decrypted_secrets as
select
  s.id,
  s.name,
  s.description,
  s.secret,
  pg_catalog.convert_from(
    vault._crypto_aead_det_decrypt(
      message => pg_catalog.decode(s.secret, 'base64'),
      additional => pg_catalog.convert_to(s.id::text, 'utf8'),
      key_id => 0,
      context => 'pgsodium'::bytea,
      nonce => s.nonce
    ),
    'utf8'::name
  ) as decrypted_secret,
  s.key_id,
  s.nonce,
  s.created_at,
  s.updated_at
from vault.secrets as s;

create function vault.create_secret(
  new_secret text,
  new_name text default null,
  new_description text default '',
  new_key_id uuid default null
) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_new record;
begin
  insert into vault.secrets (secret, name, description)
  values (new_secret, new_name, new_description)
  returning * into v_new;

  update vault.secrets as s
  set secret = pg_catalog.encode(
    vault._crypto_aead_det_encrypt(
      message => pg_catalog.convert_to(v_new.secret, 'utf8'),
      additional => pg_catalog.convert_to(s.id::text, 'utf8'),
      key_id => 0,
      nonce => v_new.nonce
    ),
    'base64'
  )
  where s.id = v_new.id;

  return v_new.id;
end
$$;

-- What is not given stays as it is.
create function vault.update_secret(
  secret_id uuid,
  new_secret text default null,
  new_name text default null,
  new_description text default null,
  new_key_id uuid default null
) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  update vault.secrets as s
  set
    secret = case
      when new_secret is null then s.secret
      else pg_catalog.encode(
        vault._crypto_aead_det_encrypt(
          message => pg_catalog.convert_to(new_secret, 'utf8'),
          additional => pg_catalog.convert_to(s.id::text, 'utf8'),
          key_id => 0,
          nonce => s.nonce
        ),
        'base64'
      )
    end,
    name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    updated_at = pg_catalog.now()
  where s.id = secret_id;
end
$$;

revoke all on function
  vault._crypto_aead_det_encrypt,
  vault._crypto_aead_det_decrypt,
  vault._crypto_aead_det_noncegen,
  vault.create_secret,
  vault.update_secret
from public;
