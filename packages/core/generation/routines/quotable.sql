-- A word of an application's own, such as a log's operation, as it may be quoted in a finding: plain
-- letters, figures and hyphens as they are; anything else, which may be personal data or steer a
-- terminal, by a digest.
create or replace function rollcall.quotable(p_word text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return coalesce(
    substring(p_word from '^[A-Za-z0-9_-]{1,40}$'), 'unnamed-' || left(md5(p_word), 8), 'unnamed'
  );
end;
$$;
