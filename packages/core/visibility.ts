import type { Database } from './check.ts'

type Obstacle = { table: string; role: string; absent: boolean; unreadable: boolean }

/**
 * Whether the session's role sees the whole of each table. A table that row level security hides
 * in part would make a broken school look healthy.
 * @returns nothing, or the reason and the hint of an unknown verdict.
 */
export async function obstacleToSeeing(
  database: Database,
  tables: string[],
): Promise<{ reason: string; hint: string } | undefined> {
  const { rows } = await database.query<Obstacle>(query, [tables])
  const first = rows[0]
  if (!first) return undefined
  const names = rows.map(({ table }) => table).join(', ')
  if (first.absent) {
    return {
      reason: `${names} does not exist`,
      hint: 'Run `rollcall migrate` to put the schema in place.',
    }
  }
  return {
    reason: first.unreadable
      ? `Role ${first.role} may not read ${names}`
      : `Row level security hides rows of ${names} from role ${first.role}`,
    hint: 'Look as rollcall_reader, or run `rollcall migrate` as the owner to put its grants and policies back.',
  }
}

const query = `
  with wanted as (
    select t.name, c.oid, c.relacl is not null as has_acl
    from unnest($1::text[]) as t (name)
    left join pg_catalog.pg_namespace as n on n.nspname = split_part(t.name, '.', 1)
    left join pg_catalog.pg_class as c
      on c.relnamespace = n.oid and c.relname = split_part(t.name, '.', 2)
  ),
  seen as (
    select w.name, w.oid is null as absent,
           coalesce(
             not (has_schema_privilege(split_part(w.name, '.', 1), 'usage')
                  and has_table_privilege(w.oid, 'select')), false
           ) as unreadable,
           coalesce(
             row_security_active(w.oid) and (
               not exists (
                 select from pg_catalog.pg_policy as p
                 where p.polrelid = w.oid and p.polpermissive and p.polcmd in ('r', '*')
                   -- Asked of this table only: it waits for whoever holds a lock on the table.
                   and pg_get_expr(p.polqual, w.oid) = 'true'
                   and exists (
                     select from unnest(p.polroles) as r (id)
                     where r.id = 0 or pg_has_role(current_user, r.id, 'usage')
                   )
               )
               or exists (
                 select from pg_catalog.pg_policy as p
                 where p.polrelid = w.oid and not p.polpermissive and p.polcmd in ('r', '*')
                   and exists (
                     select from unnest(p.polroles) as r (id)
                     where r.id = 0 or pg_has_role(current_user, r.id, 'usage')
                   )
               )
             ), false
           ) as hidden
    from wanted as w
  )
  select name as table, current_user::text as role, absent, unreadable
  from seen
  where absent or unreadable or hidden
  order by absent desc, unreadable desc, name`
