import type { Session } from './connect.ts'

/** What an adopted database holds that only a person can judge: one sentence each. */
export async function unreconciled(session: Session): Promise<string[]> {
  return [
    ...(await openTables(session)),
    ...(await columnsThatWantMore(session)),
    ...(await constraintsOfTheLog(session)),
  ]
}

async function openTables(session: Session): Promise<string[]> {
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

/** What generation writes; every other column has to do without. */
const written = {
  classes: [
    'id',
    'student_id',
    'course_id',
    'date',
    'start_time',
    'end_time',
    'duration_minutes',
    'timezone',
    'starts_at',
    'origin_date',
    'origin_start_time',
    'backfilled',
    'generated_at',
    'created_at',
  ],
  class_generation_logs: [
    'id',
    'student_id',
    'operation',
    'trigger_time',
    'status',
    'message',
    'classes_created',
    'classes_updated',
    'classes_removed',
    'duration_ms',
    'error_details',
  ],
}

async function columnsThatWantMore(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ sentence: string }>(
    `select format(
       'Column public.%s.%s wants a value and has no default, and generation knows none for it: give it a default, or no class can be %s.',
       c.relname, a.attname, case c.relname when 'classes' then 'generated' else 'logged' end
     ) as sentence
     from pg_catalog.pg_class as c
     join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     cross join lateral jsonb_array_elements_text('[]'::jsonb || coalesce($1::jsonb -> c.relname, '[]')) as w (name)
     where c.relnamespace = 'public'::regnamespace
       and $1::jsonb ? c.relname
       and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''
     group by c.relname, a.attname
     having not bool_or(w.name = a.attname)
     order by c.relname, a.attname`,
    [JSON.stringify(written)],
  )
  return rows.map(({ sentence }) => sentence)
}

type Constraint = { name: string; expression: string }

/** Check constraints of the application's own that refuse what generation logs. */
async function constraintsOfTheLog(session: Session): Promise<string[]> {
  const { rows } = await session.query<Constraint>(
    `select c.conname as name, pg_get_expr(c.conbin, c.conrelid) as expression
     from pg_catalog.pg_constraint as c
     where c.contype = 'c'
       and c.conrelid = to_regclass('public.class_generation_logs')
       and c.conname not in ('class_generation_logs_operation', 'class_generation_logs_status')
     order by c.conname`,
  )
  const sentences: string[] = []
  for (const constraint of rows) {
    const refused = await refusals(session, constraint)
    if (refused.length === 0) continue
    sentences.push(
      `Constraint ${constraint.name} on public.class_generation_logs refuses ${refused.join(', ')}: let it allow them, or such generations go unlogged.`,
    )
  }
  return sentences
}

async function refusals(session: Session, { expression }: Constraint): Promise<string[]> {
  const query = `
    select distinct format('%s %s', l.operation, l.status) as refused
    from unnest(array['insert', 'update', 'scheduled', 'manual', 'correction']) as o (operation)
    cross join unnest(array['success', 'partial', 'skipped', 'failed']) as s (status)
    cross join lateral (select o.operation, s.status) as l
    where not coalesce((${expression.replaceAll(/\b(operation|status)\b/g, 'l.$1')}), true)
    order by 1`
  // A constraint on other columns than these two can't be asked, and doesn't concern them.
  const { rows } = await session.query<{ refused: string }>(query).catch(() => ({ rows: [] }))
  return rows.map(({ refused }) => refused)
}
