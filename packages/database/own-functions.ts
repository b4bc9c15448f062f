import type { Session } from './connect.ts'

/** What an application's own functions are called once ours stand in their place. */
const suffix = '_before_rollcall'

/**
 * The functions that the maintenance document calls, as an application may have them already, with
 * their arguments: those that ours would replace, and those that would make a call of ours
 * ambiguous, because all their further arguments have defaults. Before the first deployment they
 * are the application's.
 */
export async function functionsInTheWay(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) as name
     from (
       values ('check_duplicate_classes', '{}'::regtype[]),
              ('remove_duplicate_classes', '{}'),
              ('clean_old_class_generation_logs', '{integer}')
     ) as d (name, arguments)
     join pg_catalog.pg_proc as p on p.pronamespace = 'public'::regnamespace and p.proname = d.name
     where p.pronargs - p.pronargdefaults <= cardinality(d.arguments)
       and (p.proargtypes::oid[])[0:cardinality(d.arguments) - 1] = d.arguments::oid[]
     order by 1`,
  )
  return rows.map(({ name }) => name)
}

/** Renames them, so that nothing of the application is lost. */
export async function setAside(session: Session, functions: string[]) {
  for (const name of functions) {
    await session.query(`alter routine public.${name} rename to ${asideName(name)}`)
  }
}

const asideName = (name: string) => name.replace(/\(.*/, suffix)

/** What a person has to know of each, one sentence. */
export function asideSentence(name: string): string {
  return `The application's own function public.${name} makes way for ours and is kept as ${asideName(name)}: change what calls it, if it relies on another answer.`
}
