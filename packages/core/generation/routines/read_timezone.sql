-- The IANA name of a zone in its usual case, or null. Only Area/Location names and UTC: Postgres
-- itself takes much more for a zone, and reads `CET` as a fixed offset and `Foo/Bar+3` as a POSIX
-- rule. So digits and signs before them are refused but in Etc/GMT±n.
-- Postgres ignores the case of a name and other readers don't, so it is put right: in nearly all
-- names each word begins with a capital; the others are listed.
create or replace function rollcall.read_timezone(p_name text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  areas constant jsonb := jsonb '["africa", "america", "antarctica", "arctic", "asia", "atlantic",
    "australia", "brazil", "canada", "chile", "etc", "europe", "indian", "mexico", "pacific", "us"]';
  irregular constant jsonb := jsonb '{
    "africa/dar_es_salaam": "Africa/Dar_es_Salaam",
    "america/argentina/comodrivadavia": "America/Argentina/ComodRivadavia",
    "america/knox_in": "America/Knox_IN",
    "america/port-au-prince": "America/Port-au-Prince",
    "america/port_of_spain": "America/Port_of_Spain",
    "antarctica/dumontdurville": "Antarctica/DumontDUrville",
    "antarctica/mcmurdo": "Antarctica/McMurdo",
    "australia/act": "Australia/ACT",
    "australia/lhi": "Australia/LHI",
    "australia/nsw": "Australia/NSW",
    "brazil/denoronha": "Brazil/DeNoronha",
    "chile/easterisland": "Chile/EasterIsland",
    "europe/isle_of_man": "Europe/Isle_of_Man",
    "mexico/bajanorte": "Mexico/BajaNorte",
    "mexico/bajasur": "Mexico/BajaSur"
  }';
  key text;
  name text;
begin
  if length(p_name) > 70 then
    return null;
  end if;
  key := lower(btrim(p_name, E' \t\r\n') collate "C");
  if key = 'utc' then
    return 'UTC';
  end if;
  if key ~ '^etc/(utc|uct|gmt|gmt0|gmt[+]([0-9]|1[0-2])|gmt-([0-9]|1[0-4]))$' then
    name := 'Etc/' || upper(substr(key, 5) collate "C");
  elsif key ~ '^[a-z]+(/[a-z_-]+)+$' and areas ? split_part(key, '/', 1) then
    name := coalesce(
      irregular ->> key,
      regexp_replace(initcap(key collate "C"), '^Us/', 'US/')
    );
  end if;
  return case when rollcall.reads_as('2000-01-01 00:00 ' || name, 'timestamptz') then name end;
end;
$$;
