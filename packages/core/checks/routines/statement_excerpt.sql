-- The beginning of a statement as pg_stat_statements has it, if nothing in it can be a value: the
-- texts of utility statements are not normalised, those of others not always, and comments may hold
-- anything. Otherwise null.
create or replace function rollcall.statement_excerpt(p_statement text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  most constant integer := 120;
  -- One after the other: with an alternative, the shortest match would be the longest.
  said text := btrim(regexp_replace(
    regexp_replace(regexp_replace(p_statement, '/\*.*?\*/', ' ', 'g'), '--[^\n]*', ' ', 'g'), '\s+', ' ', 'g'
  ));
begin
  if said !~* '^(select|insert|update|delete|merge|with) ' then
    return null;
  end if;
  -- Words, $1, quoted names that are words, and signs; no number, no string, no dollar quote.
  if said !~ '^([A-Za-z_][A-Za-z0-9_]*|\$[0-9]+|"[A-Za-z_][A-Za-z0-9_]*"|[][ .,()=<>!+*/%:;|?~^-])+$' or said ~ '\*/|/\*|--' then
    return null;
  end if;
  return case when length(said) > most then left(said, most) || '…' else said end;
end;
$$;
