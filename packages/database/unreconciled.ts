import type { Session } from './connect.ts'

/** What an adopted database holds that only a person can judge: one sentence each. */
export async function unreconciled(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ sentence: string }>(
    `select format(
       'Row level security is off on public.%s, which was here before Rollcall: write its policies, then run \`alter table public.%1$s enable row level security\`.',
       c.relname
     ) as sentence
     from pg_catalog.pg_class as c
     where c.relnamespace = 'public'::regnamespace
       and c.relname in ('students', 'courses', 'classes', 'class_generation_logs')
       and c.relkind in ('r', 'p')
       and not c.relrowsecurity
     order by c.relname`,
  )
  return rows.map(({ sentence }) => sentence)
}
