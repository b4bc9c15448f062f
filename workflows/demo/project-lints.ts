import type { Session } from '@rollcall/database'
import type { Lint } from '@rollcall/testing/platform'

const documentation =
  'https://supabase.com/docs/guides/database/database-linter?lint=0013_rls_disabled_in_public'

/** What Supabase's security advisor says of each table in `public` without row level security. */
export async function openTables(session: Session): Promise<Lint[]> {
  const { rows } = await session.query<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity
     order by c.relname`,
  )
  return rows.map(({ name }) => ({
    name: 'rls_disabled_in_public',
    title: 'RLS Disabled in Public',
    level: 'ERROR',
    remediation: documentation,
    metadata: { schema: 'public', name, type: 'table' },
    cache_key: `rls_disabled_in_public_public_${name}`,
  }))
}
