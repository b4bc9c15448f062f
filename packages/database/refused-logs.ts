import type { Session } from './connect.ts'

/** The words that generation logs. */
const logged = {
  operation: ['insert', 'update', 'scheduled', 'manual', 'correction'],
  status: ['success', 'partial', 'skipped', 'failed'],
}

/** What an application's own log would refuse of what generation writes there: one sentence each. */
export async function refusedLogs(session: Session): Promise<string[]> {
  return [...(await constraintsOfTheLog(session)), ...(await enumsOfTheLog(session))]
}

/** Enums of the application's own that lack a word of what generation logs. */
async function enumsOfTheLog(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ sentence: string }>(
    `select format(
       'Column public.class_generation_logs.%s is the enum %s, which lacks %s: add them (\`alter type … add value\`), or such generations go unlogged.',
       a.attname, t.oid::regtype, string_agg(w.word, ', ' order by w.word)
     ) as sentence
     from jsonb_each($1::jsonb) as l (name, words)
     cross join lateral jsonb_array_elements_text(l.words) as w (word)
     join pg_catalog.pg_attribute as a
       on a.attrelid = to_regclass('public.class_generation_logs') and a.attname = l.name
     join pg_catalog.pg_type as t on t.oid = a.atttypid and t.typtype = 'e'
     where not exists (select from pg_catalog.pg_enum as e where e.enumtypid = t.oid and e.enumlabel = w.word)
     group by a.attname, t.oid
     order by a.attname`,
    [JSON.stringify(logged)],
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
    from unnest($1::text[]) as o (operation)
    cross join unnest($2::text[]) as s (status)
    cross join lateral (select o.operation, s.status) as l
    where not coalesce((${expression.replaceAll(/\b(operation|status)\b/g, 'l.$1')}), true)
    order by 1`
  // A constraint on other columns than these two can't be asked, and doesn't concern them.
  const { rows } = await session
    .query<{ refused: string }>(query, [logged.operation, logged.status])
    .catch(() => ({ rows: [] }))
  return rows.map(({ refused }) => refused)
}
