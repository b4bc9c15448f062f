import type { Session } from './connect.ts'

/** The functions that the maintenance document calls, which an application may have already. */
const documented = [
  'check_duplicate_classes()',
  'remove_duplicate_classes()',
  'clean_old_class_generation_logs(integer)',
]

/** What an application's own functions of those names are called once ours stand in their place. */
const suffix = '_before_rollcall'

/** The functions of those names that are there; before the first deployment they are the application's. */
export async function functionsInTheWay(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select f.name from unnest($1::text[]) as f (name)
     where to_regprocedure('public.' || f.name) is not null
     order by f.name`,
    [documented],
  )
  return rows.map(({ name }) => name)
}

/** Renames them, so that nothing of the application is lost. */
export async function setAside(session: Session, functions: string[]) {
  for (const name of functions) {
    const aside = name.replace(/\(.*/, suffix)
    await session.query(`alter function public.${name} rename to ${aside}`)
  }
}

/** What a person has to know of each, one sentence. */
export function asideSentence(name: string): string {
  return `The application's own function public.${name} makes way for ours and is kept as ${name.replace(/\(.*/, suffix)}: change what calls it, if it relies on another answer.`
}
